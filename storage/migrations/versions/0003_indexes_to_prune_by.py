"""Find what may be forgotten by an index.

Refusals, reactions that saved nothing, occurrences, notices nobody read, and what went out without a trace.
"""

from alembic import op

from storage.migrations.making import index

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    index("ix_refusal_at", "refusal", "at")
    index("ix_library_reaction_at", "library_reaction", "at")
    index("ix_occurrence_due_at", "occurrence", "due_at")
    index("ix_notice_at", "notice", "at")
    over = "state IN ('sent', 'dead', 'skipped') AND message IS NULL AND channel IS NULL"
    index("ix_outbox_over", "outbox", "due_at", where=over)


def downgrade() -> None:
    op.drop_index("ix_outbox_over", "outbox")
    op.drop_index("ix_notice_at", "notice")
    op.drop_index("ix_occurrence_due_at", "occurrence")
    op.drop_index("ix_library_reaction_at", "library_reaction")
    op.drop_index("ix_refusal_at", "refusal")
