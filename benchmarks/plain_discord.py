"""A Discord bot with an empty handler, on the same SDK: what `discord_kudos` is held against."""

import asyncio
import os

import discord
import uvloop
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route as DiscordRoute
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from adapters.web.server import serving


class PlainBot(discord.Client):
    """One slash command that only says that it heard."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True), max_messages=None)
        self.tree = discord.app_commands.CommandTree(self)
        group = discord.app_commands.Group(name="kudos", description="Thanks")
        group.add_command(_give)
        self.tree.add_command(group)

    async def setup_hook(self) -> None:
        """Declare the command."""
        await self.tree.sync()


@discord.app_commands.command(name="give", description="Thank somebody")
async def _give(interaction: discord.Interaction, to: discord.Member, reason: str) -> None:
    del to, reason
    await interaction.response.send_message("Noted.", ephemeral=True)


async def main() -> None:
    """Be connected until told to stop."""
    DiscordRoute.BASE = os.environ["BENCH_API_URL"]
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["BENCH_GATEWAY_URL"])
    bot = PlainBot()

    async def ready(_: Request) -> Response:
        return PlainTextResponse("ok", 200 if bot.is_ready() else 503)

    async with serving("127.0.0.1", int(os.environ["BENCH_PORT"]), [Route("/readyz", ready)]), bot:
        await bot.start(os.environ["BENCH_TOKEN"])


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
