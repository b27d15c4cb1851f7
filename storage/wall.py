"""The second wall between communities, on PostgreSQL: roles and row-level security.

The first wall is that every repository demands its community. Should a statement forget it nevertheless, the database
itself shows nothing of other communities: rows are read and written as `copbot_app`, which sees those of the community
whose store is open, and no row before one is. What is common to all (events that came, places, what is due, what goes
out) is done as `copbot_clock`, which has a grant on just these tables and columns.
Who owns the tables migrates them and backs them up, and is not held back.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from hashlib import sha256

from sqlalchemy import Connection, Table, text
from sqlalchemy.exc import DBAPIError

from copbot.refs import CommunityId
from storage.tables import METADATA

APP = "copbot_app"
CLOCK = "copbot_clock"

HOW_TO_RAISE = (
    f"Rows of different communities are kept apart by copbot alone: this login may not make roles. For a second wall, "
    f"let an administrator run `CREATE ROLE {APP} NOLOGIN; CREATE ROLE {CLOCK} NOLOGIN; "
    f"GRANT {APP}, {CLOCK} TO <login>`, and start copbot again."
)

_OF_ALL = {
    "community": "SELECT (id, language), INSERT",
    "community_place": "SELECT, INSERT",
    "inbox": "SELECT, INSERT, UPDATE, DELETE",
    "library_reaction": "SELECT (at), DELETE",
    "member": "SELECT (id, last_act_at)",
    "member_account": "SELECT",
    "notice": "SELECT (at), DELETE",
    "occurrence": "SELECT (due_at), DELETE",
    "outbox": "SELECT, INSERT, UPDATE, DELETE",
    "refusal": "SELECT (at), DELETE",
    "schedule": "SELECT (id, community, kind, subject, next_at, next_nominal)",
    "slack_installation": "SELECT, INSERT, UPDATE, DELETE",
}
"""What `copbot_clock` may do across communities; a table that is not named here is closed to it."""

_OF_WORDS = ("library_index_term", "library_index_vector")
"""Tables of words and numbers that row-level security would keep from using their indexes, because no operator of
full-text search may run before a policy. What is found there is shown only by way of entries, which the wall guards.
"""

_OF_NONE = {"inbox": "SELECT (platform, tenant, delivery_id), UPDATE (answer)"}
"""Tables that belong to no community, and what `copbot_app` may do there."""

_HERE = "nullif(current_setting('copbot.community', true), '')::bigint"
_LOCKS = 0x636F70
"""The first half of our advisory locks; the second is a community, or 0 while the schema is changed."""

_ENTER = text(f"SELECT set_config('role', '{APP}', true), set_config('copbot.community', :community, true)")
_LEAVE = text(f"SELECT set_config('role', '{CLOCK}', true), set_config('copbot.community', '', true)")
_LOCK = text(f"SELECT pg_advisory_xact_lock({_LOCKS}, :key)")
_STANDS = text(
    "SELECT obj_description('alembic_version'::regclass), "
    f"(SELECT count(*) FROM pg_policy WHERE polname IN ('{APP}', '{CLOCK}'))"
)
_MAY_RAISE = text(
    "SELECT rolsuper OR (SELECT count(*) FROM pg_roles r WHERE r.rolname = ANY(:roles) "
    "AND pg_has_role(current_user, r.oid, 'MEMBER')) = 2 "
    "OR (rolcreaterole AND NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = ANY(:roles))) "
    "FROM pg_roles WHERE rolname = current_user"
)
_ENTER_ALONE = text(f"{_ENTER.text}, pg_advisory_xact_lock({_LOCKS}, :key)")


class Gate:
    """Lets one transaction in: to one community's rows, or to what is common to all.

    This one stands open, for SQLite: its transactions come one after the other, and their file serves them alone.
    """

    def enter(self, community: CommunityId) -> None:
        """Open one community's rows for what follows, and close those of any other."""

    def across(self) -> AbstractContextManager[None]:
        """Be where what is common to all can be reached, for the length of a `with`."""
        return nullcontext()


class PostgresGate(Gate):
    """Switches role and community inside a transaction, as the wall demands.

    What writes in a community waits for its turn there, so that a handler decides on what it has read: the allowance
    of a member, say, is not used twice by two events at once.
    """

    def __init__(self, connection: Connection, *, walled: bool, writing: bool) -> None:
        self._connection = connection
        self._walled = walled
        self._writing = writing
        self._inside: CommunityId | None = None

    def enter(self, community: CommunityId) -> None:
        """Open one community's rows for what follows, and close those of any other."""
        if community == self._inside:
            return
        match self._walled, self._writing:
            case True, True:
                self._connection.execute(_ENTER_ALONE, {"community": str(community), "key": community})
            case True, False:
                self._connection.execute(_ENTER, {"community": str(community)})
            case False, True:
                self._connection.execute(_LOCK, {"key": community})
            case _:
                pass
        self._inside = community

    @contextmanager
    def across(self) -> Iterator[None]:
        """Be where what is common to all can be reached, for the length of a `with`."""
        inside = self._inside
        if inside is None or not self._walled:
            yield
            return
        self._connection.execute(_LEAVE)
        self._inside = None
        yield
        self.enter(inside)


def alone_with_schema(connection: Connection) -> None:
    """Wait until no other process changes the schema; lasts until the transaction's end."""
    connection.execute(_LOCK, {"key": 0})


def raise_wall(connection: Connection) -> bool:
    """Make the roles and policies, or renew them when the tables have changed; False when this login may not."""
    if not all([_has_role(connection, APP), _has_role(connection, CLOCK)]):
        return False
    statements = ";\n".join(one for table in METADATA.sorted_tables for one in _around(table))
    mark = f"wall {sha256(statements.encode()).hexdigest()}"
    stands = (mark, statements.count("CREATE POLICY"))
    if tuple(connection.execute(_STANDS).one()) != stands:
        connection.exec_driver_sql(statements)
        connection.exec_driver_sql(f"COMMENT ON TABLE alembic_version IS '{mark}'")
    return True


def can_be_raised(connection: Connection) -> bool:
    """Tell whether this login has both roles, or may make them; changes nothing."""
    return bool(connection.execute(_MAY_RAISE, {"roles": [APP, CLOCK]}).scalar())


def _has_role(connection: Connection, role: str) -> bool:
    """Make a role unless it stands, or another database's copbot just makes it; tell whether we can take it on."""
    if connection.execute(text("SELECT to_regrole(:role)"), {"role": role}).scalar() is None:
        _try(connection, f"CREATE ROLE {role} NOLOGIN", f"GRANT {role} TO CURRENT_USER")
    return _try(connection, f"SET LOCAL ROLE {role}", "RESET ROLE")


def _try(connection: Connection, *statements: str) -> bool:
    try:
        with connection.begin_nested():
            for one in statements:
                connection.exec_driver_sql(one)
    except DBAPIError:
        return False
    return True


def _around(table: Table) -> Iterator[str]:
    """Give the statements that put a table behind the wall; one that names no community is closed to both roles."""
    name, column = f'"{table.name}"', "id" if table.name == "community" else "community"
    counted = table.autoincrement_column
    of_app = _OF_NONE.get(table.name)
    yield f"REVOKE ALL ON {name} FROM {APP}, {CLOCK}"
    if column in table.c:
        of_app = "SELECT, INSERT, UPDATE, DELETE"
    if column in table.c and table.name not in _OF_WORDS:
        yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"
        yield f"DROP POLICY IF EXISTS {APP} ON {name}"
        yield f"DROP POLICY IF EXISTS {CLOCK} ON {name}"
        yield f"CREATE POLICY {APP} ON {name} TO {APP} USING ({column} = {_HERE})"
        yield f"CREATE POLICY {CLOCK} ON {name} TO {CLOCK} USING (true)"
    for role, grants in ((APP, of_app), (CLOCK, _OF_ALL.get(table.name))):
        if grants is not None:
            yield f"GRANT {grants} ON {name} TO {role}"
            if counted is not None:
                yield f'GRANT USAGE ON SEQUENCE "{table.name}_{counted.name}_seq" TO {role}'
