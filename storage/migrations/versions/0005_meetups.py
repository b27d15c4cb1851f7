"""Meetups: series, who takes part, rounds, and who was brought together and met."""

from alembic import op

from storage.migrations.making import flags, index, instants, names, number, table, texts, wholes

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TABLES = ("meetup_series", "meetup_member", "meetup_round", "meetup", "meetup_person")


def upgrade() -> None:
    _series()
    _rounds()


def downgrade() -> None:
    for name in reversed(_TABLES):
        op.drop_table(name)


def _series() -> None:
    table(
        "meetup_series",
        *number(),
        *wholes("community"),
        *texts("name"),
        *wholes("size"),
        *names("mixing"),
        *texts("word", null=True),
        *names("channel", "role", null=True),
        *flags("shown_first"),
        *wholes("made_by", null=True),
        *instants("closed_at", null=True),
        refers={"community": "community", "made_by": "member"},
    )
    index("ix_meetup_series_community", "meetup_series", "community")
    table(
        "meetup_member",
        *wholes("series", "member", "community"),
        *texts("word"),
        *instants("joined_at"),
        *instants("resting_at", null=True),
        *wholes("rounds_out"),
        key=("series", "member"),
        refers={"series": "meetup_series", "member": "member", "community": "community"},
    )
    index("ix_meetup_member_member", "meetup_member", "community", "member")


def _rounds() -> None:
    table(
        "meetup_round",
        *number(),
        *wholes("community", "series"),
        *names("occurrence", "state"),
        *wholes("attempt"),
        *texts("plan", null=True),
        *instants("at"),
        refers={"community": "community", "series": "meetup_series"},
        unique={"uq_meetup_round_occurrence": ("series", "occurrence")},
    )
    table(
        "meetup",
        *number(),
        *wholes("community", "series", "round"),
        *texts("plan", null=True),
        *instants("at"),
        *instants("introduced_at", "asked_at", null=True),
        refers={"community": "community", "series": "meetup_series", "round": "meetup_round"},
    )
    index("ix_meetup_waiting", "meetup", "community", "round", where="introduced_at IS NULL")
    index("ix_meetup_series", "meetup", "community", "series", "at")
    index("ix_meetup_at", "meetup", "community", "at")
    index("ix_meetup_asked_at", "meetup", "community", "asked_at")
    table(
        "meetup_person",
        *wholes("meetup", "member", "community"),
        *names("met", null=True),
        *instants("answered_at", null=True),
        key=("meetup", "member"),
        refers={"meetup": "meetup", "member": "member", "community": "community"},
    )
    index("ix_meetup_person_member", "meetup_person", "community", "member", "meetup")
