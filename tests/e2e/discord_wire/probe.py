"""A small bot of plain discord.py that does a little of everything, to prove the wire with."""

from typing import Any, Literal

from tests.e2e.discord_wire.changes import Changes
from tests.e2e.discord_wire.client import discord
from tests.e2e.discord_wire.places import Channel, Guild, Person
from tests.e2e.discord_wire.wire import DiscordWire

QUIET = discord.Intents(guilds=True, guild_messages=True, guild_reactions=True, dm_messages=True, dm_reactions=True)
"""What a bot without privileged intents asks for."""


class Feedback(discord.ui.Modal, title="Tell us more"):
    """A form with an old-style row, a labelled text and a labelled select."""

    topic: discord.ui.TextInput["Feedback"] = discord.ui.TextInput(label="Topic", custom_id="topic", max_length=20)
    story: discord.ui.Label["Feedback"] = discord.ui.Label(
        text="What happened",
        description="In a sentence or two",
        component=discord.ui.TextInput(custom_id="story", style=discord.TextStyle.paragraph, required=False),
    )
    mood: discord.ui.Label["Feedback"] = discord.ui.Label(
        text="Mood",
        component=discord.ui.Select(
            custom_id="mood", options=[discord.SelectOption(label="Good", value="g"), discord.SelectOption(label="Bad")]
        ),
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        data: Any = interaction.data
        sent = [part.get("component") or part["components"][0] for part in data["components"]]
        said = ", ".join(str(field.get("value", field.get("values"))) for field in sent)
        await interaction.response.send_message(f"{self.topic.value}: {said}", ephemeral=True)


class Panel(discord.ui.View):
    """Buttons and a select below an answer."""

    @discord.ui.button(label="More", custom_id="more")
    async def more(self, interaction: discord.Interaction, button: object) -> None:
        await interaction.response.send_modal(Feedback())

    @discord.ui.button(label="Undo", custom_id="undo", style=discord.ButtonStyle.danger)
    async def undo(self, interaction: discord.Interaction, button: object) -> None:
        await interaction.response.edit_message(content="taken back", view=None)

    @discord.ui.button(label="Slowly", custom_id="slowly")
    async def slowly(self, interaction: discord.Interaction, button: object) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content="done at last")

    @discord.ui.select(
        cls=discord.ui.Select,
        custom_id="value",
        placeholder="Which value",
        options=[discord.SelectOption(label="Craft", value="c"), discord.SelectOption(label="Care", value="k")],
    )
    async def value(self, interaction: discord.Interaction, select: discord.ui.Select["Panel"]) -> None:
        await interaction.response.send_message(f"chose {select.values}", ephemeral=True)


async def _suggest(interaction: discord.Interaction, current: str) -> list[discord.app_commands.Choice[str]]:
    values = ("craft", "care", "courage")
    return [discord.app_commands.Choice(name=each, value=each) for each in values if each.startswith(current)]


@discord.app_commands.command(name="give", description="Thank somebody")
@discord.app_commands.autocomplete(value=_suggest)
async def _give(interaction: discord.Interaction, to: discord.Member, reason: str, value: str | None = None) -> None:
    text = f"{interaction.user.mention} thanks {to.mention} for {reason} ({value}, {interaction.locale})"
    await interaction.response.send_message(text, view=Panel(timeout=None), ephemeral=True)


@discord.app_commands.command(name="slow", description="Take a while")
async def _slow(interaction: discord.Interaction, loud: bool = False) -> None:  # noqa: FBT001, FBT002 - an option
    await interaction.response.defer(ephemeral=not loud)
    await interaction.edit_original_response(content="here it is")
    await interaction.followup.send("and more", ephemeral=True)


@discord.app_commands.context_menu(name="Save it")
async def _save(interaction: discord.Interaction, message: discord.Message) -> None:
    await interaction.response.send_message(f"saved {message.content!r}", ephemeral=True)


@discord.app_commands.command(name="schedule", description="Say where and how often")
async def _schedule(
    interaction: discord.Interaction,
    where: discord.TextChannel,
    role: discord.Role,
    times: discord.app_commands.Range[int, 1, 3],
    how: Literal["loud", "soft"] = "soft",
) -> None:
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.UserSelect(custom_id="hosts", placeholder="Hosts", max_values=2))
    await interaction.response.send_message(f"{where.name}, {role.name}, {times}, {how}", view=view)


class Probe(discord.Client):
    """The bot; it writes down what it hears (`heard`: event names with their raw models)."""

    def __init__(
        self, intents: discord.Intents = QUIET, *, shard_id: int | None = None, shards: int = 1, patience: float = 60.0
    ) -> None:
        super().__init__(
            intents=intents,
            max_messages=None,
            guild_ready_timeout=0.02,
            heartbeat_timeout=patience,
            allowed_mentions=discord.AllowedMentions.none(),
            shard_id=shard_id,
            shard_count=None if shard_id is None else shards,
        )
        self.changes = Changes()
        self.heard: list[tuple[str, tuple[Any, ...]]] = []
        self.tree = discord.app_commands.CommandTree(self)
        kudos = discord.app_commands.Group(name="kudos", description="Thanks", guild_only=True)
        kudos.add_command(_give)
        kudos.add_command(_slow)
        kudos.add_command(_schedule)
        self.tree.add_command(kudos)
        self.tree.add_command(_save)

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Identify again without discord.py's five seconds of rest."""

    def dispatch(self, event: str, /, *args: object, **kwargs: object) -> None:
        self.heard.append((event, args))
        self.changes.happened()
        super().dispatch(event, *args, **kwargs)

    def names(self) -> list[str]:
        """Give the names of what was heard."""
        return [name for name, _ in self.heard]

    async def hears(self, event: str, times: int = 1) -> Any:  # noqa: ANN401 - each event has its own
        """Wait for an event to have been heard so often, and give the last one's first argument."""
        await self.changes.until(lambda: self.names().count(event) >= times, 5.0, lambda: str(self.names()))
        return self.last(event)

    def last(self, event: str) -> Any:  # noqa: ANN401 - each event has its own
        """Give the first argument of the last event of a name."""
        return next([*args, None][0] for name, args in reversed(self.heard) if name == event)


class Scene:
    """A guild with Ann (who reads German) and Bob, and a probe to be run in it."""

    def __init__(self, wire: DiscordWire) -> None:
        self.wire = wire
        self.ann = wire.person("ann", locale="de")
        self.bob = wire.person("bob")
        self.guild: Guild = wire.guild(members=[self.ann, self.bob])
        self.general: Channel = wire.named(self.guild, "general")
        self.probe = Probe()

    def place(self, channel: Channel | None = None) -> discord.PartialMessageable:
        """Give a channel as discord.py writes to it; #general when none is named."""
        return self.probe.get_partial_messageable((channel or self.general).id, guild_id=self.guild.id)

    async def conversation(self, person: Person) -> discord.DMChannel:
        """Open the direct conversation with a person."""
        return await (await self.probe.fetch_user(person.id)).create_dm()
