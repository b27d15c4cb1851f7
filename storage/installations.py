"""Installations in SQL, their tokens sealed by AES-GCM with a key that no database and no backup holds.

What is sealed is bound to its workspace: copied into another's row it does not open.
"""

import os
from base64 import b64decode, b64encode
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import SecretStr
from sqlalchemy import Connection, delete, inspect, select

from copbot.installations import Installation, UnusableKeyError
from copbot.ports import Books, Transactions
from storage.books import SqlBooks
from storage.columns import table
from storage.statements import Row, upsert
from storage.tables.installations import SlackInstallationRow

_installation = table(SlackInstallationRow)
_NONCE_BYTES = 12


class Seal:
    """Seals with the first of several keys, and opens with any."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._ciphers = [AESGCM(key) for key in keys]

    def close(self, secret: str, about: str) -> str:
        """Seal a secret, bound to what it is about."""
        nonce = os.urandom(_NONCE_BYTES)
        return b64encode(nonce + self._ciphers[0].encrypt(nonce, secret.encode(), about.encode())).decode()

    def open(self, sealed: str, about: str) -> tuple[str, bool] | None:
        """Give a secret, and whether the first key sealed it; None when no key opens it."""
        raw = b64decode(sealed)
        for number, cipher in enumerate(self._ciphers):
            try:
                secret = cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], about.encode())
            except InvalidTag:
                continue
            return secret.decode(), number == 0
        return None


class SqlInstallationStore:
    """Keeps installations over any transactions; mirrors `InstallationStore`."""

    def __init__(self, transactions: Transactions, keys: Sequence[bytes]) -> None:
        self._transactions = transactions
        self._seal = Seal(keys)

    async def get(self, team: str) -> Installation | None:
        """Give a workspace's installation; None when there is none.

        Raises: UnusableKeyError when its token does not open any more.
        """
        found = await self._transactions.read(lambda books: _one(_connection(books), team))
        return None if found is None else self._read(found)

    async def keep(self, installation: Installation) -> None:
        """Keep an installation, in place of the workspace's earlier one."""
        values = {
            "team": installation.team,
            "name": installation.name,
            "bot_user": installation.bot_user,
            "scopes": ",".join(sorted(installation.scopes)),
            "sealed": self._seal.close(installation.bot_token.get_secret_value(), _about(installation.team)),
        }
        await self._transactions.write(lambda books: upsert(_connection(books), _installation, ("team",), **values))

    async def forget(self, team: str) -> None:
        """Remove a workspace's installation and its token."""
        gone = delete(_installation).where(_installation.c.team == team)
        await self._transactions.write(lambda books: _connection(books).execute(gone).rowcount)

    async def renew(self) -> int:
        """Seal anew what an earlier key sealed, so that it can be thrown away; gives how many workspaces there are.

        Raises: UnusableKeyError naming the workspaces whose tokens no key opens.
        """
        rows = await self._transactions.read(lambda books: _connection(books).execute(select(_installation)).all())
        opened = {row.team: self._seal.open(row.sealed, _about(row.team)) for row in rows}
        lost = [row.name for row in rows if opened[row.team] is None]
        if lost:
            raise _closed(*lost)
        for row in rows:
            if (found := opened[row.team]) is not None and not found[1]:
                await self.keep(self._read(row))
        return len(rows)

    def _read(self, row: Row) -> Installation:
        opened = self._seal.open(row.sealed, _about(row.team))
        if opened is None:
            raise _closed(row.name)
        return Installation(
            team=row.team,
            name=row.name,
            bot_token=SecretStr(opened[0]),
            bot_user=row.bot_user,
            scopes=frozenset(filter(None, row.scopes.split(","))),
        )


def workspaces(connection: Connection, keys: Sequence[bytes]) -> tuple[str, ...]:
    """Name the workspaces that are kept, once it is sure that their tokens open.

    Raises: UnusableKeyError naming those whose tokens no key opens.
    """
    if not inspect(connection).has_table(_installation.name):
        return ()
    seal, rows = Seal(keys), connection.execute(select(_installation)).all()
    lost = [row.name for row in rows if seal.open(row.sealed, _about(row.team)) is None]
    if lost:
        raise _closed(*lost)
    return tuple(row.name for row in rows)


def _one(connection: Connection, team: str) -> Row:
    return connection.execute(select(_installation).where(_installation.c.team == team)).first()


def _connection(books: Books) -> Connection:
    if not isinstance(books, SqlBooks):
        raise TypeError(f"{type(books).__name__} is not kept in SQL")
    return books.connection


def _about(team: str) -> str:
    return f"slack/{team}"


def _closed(*names: str) -> UnusableKeyError:
    return UnusableKeyError(
        f"COPBOT_SLACK__STORAGE_KEY does not open the tokens of {', '.join(names)}. Put the key they were encrypted "
        "with behind the new one, after a comma. If it is lost, delete the rows of slack_installation; those "
        "workspaces then install the app again."
    )
