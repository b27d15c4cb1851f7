"""Keep the workspaces that installed the Slack app, with their tokens sealed."""

from alembic import op

from storage.migrations.making import names, table, texts

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    table("slack_installation", *names("team"), *texts("name"), *names("bot_user", "scopes", "sealed"), key=("team",))


def downgrade() -> None:
    op.drop_table("slack_installation")
