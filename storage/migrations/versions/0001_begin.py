"""Begin: every table as it stood before the first release.

What the tables are now stands in `storage.tables`; this file and its parts in `begin` are never changed.
"""

from alembic import op

from storage.migrations.begin import practices, search
from storage.migrations.making import flags, index, instants, names, number, numbers, table, texts, wholes

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = (
    "community",
    "community_place",
    "member",
    "member_account",
    "inbox",
    "outbox",
    "schedule",
    "occurrence",
    "setting",
    "preference",
    "refusal",
    "audit",
    "notice",
)


def upgrade() -> None:
    _communities()
    _traffic()
    _memory()
    practices.make()
    search.make()


def downgrade() -> None:
    search.drop()
    for name in reversed((*_TABLES, *practices.TABLES)):
        op.drop_table(name)


def _communities() -> None:
    table(
        "community",
        *number(),
        *texts("name"),
        *names("zone", "language"),
        *texts("domain", "purpose", "guidelines"),
        *names("pack", "home", null=True),
        *instants("founded_at"),
        *instants("set_up_at", null=True),
    )
    table(
        "community_place",
        *names("platform", "tenant", "channel"),
        *wholes("community"),
        key=("platform", "tenant", "channel"),
        refers={"community": "community"},
    )
    index("ix_community_place_community", "community_place", "community")
    table(
        "member",
        *number(),
        *wholes("community"),
        *texts("name"),
        *names("zone", "platform_zone", "locale", null=True),
        *wholes("quiet_from", "quiet_to"),
        *flags("silenced", "takes_direct", "is_bot", "is_guest"),
        *instants("first_seen_at", "last_act_at"),
        *instants("left_at", "told_at", null=True),
        refers={"community": "community"},
    )
    index("ix_member_community", "member", "community")
    table(
        "member_account",
        *wholes("community"),
        *names("account"),
        *wholes("member"),
        key=("community", "account"),
        refers={"community": "community", "member": "member"},
    )
    index("ix_member_account_account", "member_account", "account")
    index("ix_member_account_member", "member_account", "member")


def _traffic() -> None:
    table(
        "inbox",
        *names("platform", "tenant", "delivery_id"),
        *instants("at"),
        *texts("answer", null=True),
        key=("platform", "tenant", "delivery_id"),
    )
    index("ix_inbox_at", "inbox", "at")
    table(
        "outbox",
        *number(),
        *wholes("community"),
        *names("key", "lane"),
        *texts("outgoing"),
        *names("state"),
        *wholes("attempts"),
        *instants("created_at", "due_at"),
        *instants("started_at", "expires_at", null=True),
        *names("message", "channel", null=True),
        *texts("why", null=True),
        refers={"community": "community"},
        unique={"uq_outbox_key": ("community", "key")},
    )
    index("ix_outbox_dead", "outbox", "community", where="state IN ('dead')")
    index("ix_outbox_due", "outbox", "due_at", where="state IN ('pending', 'unknown')")
    index("ix_outbox_lane", "outbox", "lane", "id", where="state IN ('pending', 'unknown', 'sending')")
    index("ix_outbox_message", "outbox", "message", where="message IS NOT NULL")
    table(
        "schedule",
        *number(),
        *wholes("community"),
        *names("kind", "subject"),
        *names("rule", null=True),
        *instants("next_at", null=True),
        *texts("next_nominal", null=True),
        refers={"community": "community"},
        unique={"uq_schedule_subject": ("community", "kind", "subject")},
    )
    index("ix_schedule_next_at", "schedule", "next_at", where="next_at IS NOT NULL")
    table(
        "occurrence",
        *numbers("schedule"),
        *texts("nominal"),
        *wholes("community"),
        *names("kind", "subject"),
        *instants("due_at", "at"),
        *names("outcome"),
        *texts("why", null=True),
        key=("schedule", "nominal"),
        refers={"community": "community"},
    )
    index("ix_occurrence_community", "occurrence", "community")


def _memory() -> None:
    table(
        "setting",
        *wholes("community"),
        *names("name"),
        *texts("value"),
        key=("community", "name"),
        refers={"community": "community"},
    )
    table(
        "preference",
        *wholes("community", "member"),
        *names("name"),
        *texts("value"),
        key=("community", "member", "name"),
        refers={"community": "community", "member": "member"},
    )
    table(
        "refusal",
        *number(),
        *wholes("community", "member"),
        *names("about"),
        *texts("reason"),
        *instants("at"),
        refers={"community": "community", "member": "member"},
    )
    index("ix_refusal_member", "refusal", "community", "member", "id")
    table(
        "audit",
        *number(),
        *wholes("community"),
        *wholes("member", null=True),
        *texts("what"),
        *instants("at"),
        refers={"community": "community", "member": "member"},
    )
    index("ix_audit_community", "audit", "community", "id")
    table(
        "notice",
        *wholes("community", "member"),
        *names("key"),
        *texts("message"),
        *instants("at"),
        key=("community", "member", "key"),
        refers={"community": "community", "member": "member"},
    )
