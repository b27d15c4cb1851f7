"""Mentorship from sign-up to farewell, and never-with lists."""

from alembic import op

from storage.migrations.making import flags, index, instants, names, number, table, texts, wholes

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TABLES = (
    "never_with",
    "mentor_programme",
    "mentor_sign_up",
    "mentor_round",
    "mentor_mark",
    "mentor_match",
    "mentor_side",
    "mentor_seat",
    "mentor_check_in",
    "mentor_progress",
    "mentor_reflection",
)


def upgrade() -> None:
    _people()
    _matches()
    _telling()


def downgrade() -> None:
    for name in reversed(_TABLES):
        op.drop_table(name)


def _people() -> None:
    table(
        "never_with",
        *wholes("community", "member", "other"),
        *instants("at"),
        key=("community", "member", "other"),
        refers={"community": "community", "member": "member", "other": "member"},
        rowid=False,
    )
    index("ix_never_with_other", "never_with", "community", "other")
    table(
        "mentor_programme",
        *number(),
        *wholes("community"),
        *texts("name", "purpose"),
        *names("shape"),
        *wholes("group_size"),
        *texts("begins"),
        *texts("ends", null=True),
        *texts("weights"),
        *wholes("check_in_days", "least_minutes"),
        *names("joining"),
        *names("role", null=True),
        *wholes("made_by", null=True),
        *instants("made_at"),
        *instants("closed_at", null=True),
        refers={"community": "community", "made_by": "member"},
    )
    index("ix_mentor_programme_community", "mentor_programme", "community")
    table(
        "mentor_sign_up",
        *number(),
        *wholes("community", "programme", "member"),
        *names("side"),
        *texts("offers", "wants", "goal"),
        *texts("goal_by", null=True),
        *wholes("experience"),
        *texts("days"),
        *wholes("from_minute", "to_minute"),
        *texts("languages"),
        *wholes("capacity"),
        *wholes("reports_to", null=True),
        *names("state"),
        *texts("paused_until", null=True),
        *instants("joined_at", "changed_at"),
        *instants("left_at", null=True),
        *wholes("left_out"),
        *instants("waiting_since", null=True),
        refers={
            "community": "community",
            "programme": "mentor_programme",
            "member": "member",
            "reports_to": "member",
        },
        unique={"uq_mentor_sign_up_member": ("programme", "member")},
    )
    index("ix_mentor_sign_up_member", "mentor_sign_up", "community", "member")


def _matches() -> None:
    table(
        "mentor_round",
        *number(),
        *wholes("community", "programme"),
        *names("state"),
        *wholes("attempt"),
        *texts("plan", "earlier", null=True),
        *wholes("made_by", null=True),
        *instants("made_at"),
        *instants("published_at", null=True),
        refers={"community": "community", "programme": "mentor_programme", "made_by": "member"},
    )
    index("ix_mentor_round_programme", "mentor_round", "community", "programme")
    table(
        "mentor_mark",
        *wholes("round", "mentor", "mentee", "community"),
        *names("mark"),
        key=("round", "mentor", "mentee"),
        refers={"round": "mentor_round", "mentor": "member", "mentee": "member", "community": "community"},
        rowid=False,
    )
    table(
        "mentor_match",
        *number(),
        *wholes("community", "programme"),
        *wholes("round", null=True),
        *names("state"),
        *texts("pairings"),
        *instants("proposed_at", "closes_at"),
        *instants("opened_at", "ended_at", null=True),
        *names("ending", "room", null=True),
        *texts("agreement", "paused_until", null=True),
        *wholes("sessions"),
        *instants("met_at", null=True),
        *wholes("instead_of", null=True),
        refers={"community": "community", "programme": "mentor_programme", "round": "mentor_round"},
    )
    index("ix_mentor_match_programme", "mentor_match", "community", "programme", "state")
    index("ix_mentor_match_round", "mentor_match", "community", "round")
    table(
        "mentor_side",
        *wholes("match", "member", "community"),
        *names("side", "state"),
        *instants("answered_at", "nudged_at", null=True),
        key=("match", "member"),
        refers={"match": "mentor_match", "member": "member", "community": "community"},
        rowid=False,
    )
    index("ix_mentor_side_member", "mentor_side", "community", "member")
    table(
        "mentor_seat",
        *wholes("programme", "member", "number", "community", "match", "partner"),
        *flags("as_mentee"),
        key=("programme", "member", "number"),
        refers={
            "programme": "mentor_programme",
            "member": "member",
            "community": "community",
            "match": "mentor_match",
            "partner": "member",
        },
        rowid=False,
    )
    index("ix_mentor_seat_match", "mentor_seat", "match")
    index("uq_mentor_seat_mentee", "mentor_seat", "programme", "member", where="as_mentee", unique=True)


def _telling() -> None:
    table(
        "mentor_check_in",
        *number(),
        *wholes("community", "match", "member"),
        *names("kind"),
        *wholes("number"),
        *instants("asked_at"),
        *instants("answered_at", null=True),
        *names("met", null=True),
        *wholes("score", null=True),
        *texts("words"),
        *flags("flagged"),
        *instants("seen_at", null=True),
        refers={"community": "community", "match": "mentor_match", "member": "member"},
        unique={"uq_mentor_check_in_once": ("match", "member", "kind", "number")},
    )
    index("ix_mentor_check_in_flagged", "mentor_check_in", "community", where="flagged AND seen_at IS NULL")
    index("ix_mentor_check_in_member", "mentor_check_in", "community", "member")
    table(
        "mentor_progress",
        *wholes("match", "member"),
        *instants("at"),
        *wholes("community", "percent"),
        *texts("words"),
        key=("match", "member", "at"),
        refers={"match": "mentor_match", "member": "member", "community": "community"},
        rowid=False,
    )
    index("ix_mentor_progress_member", "mentor_progress", "community", "member")
    table(
        "mentor_reflection",
        *wholes("match", "member", "community"),
        *instants("at"),
        *wholes("score", null=True),
        *texts("learned", "thanks", "story"),
        *flags("thanked"),
        *wholes("entry", null=True),
        key=("match", "member"),
        refers={"match": "mentor_match", "member": "member", "community": "community"},
        rowid=False,
    )
    index("ix_mentor_reflection_member", "mentor_reflection", "community", "member")
