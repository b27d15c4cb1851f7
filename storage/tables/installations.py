"""Workspaces that installed the Slack app by themselves."""

from sqlmodel import Field, SQLModel

from storage.columns import MemberText


class SlackInstallationRow(SQLModel, table=True):
    """One workspace's consent; `sealed` is its bot token, which only the operator's key opens."""

    __tablename__ = "slack_installation"

    team: str = Field(primary_key=True)
    name: str = Field(sa_type=MemberText)
    bot_user: str
    scopes: str
    sealed: str
