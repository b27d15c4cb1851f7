"""The command line: `copbot demo`, `run`, `check`, `slack-manifest`, `db`."""

import asyncio
import json
import webbrowser
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer
from rich.console import Console

import copbot
from copbot import config, logs
from copbot.errors import OperatorError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The bot that runs a community of practice inside Discord and Slack.",
)
database = typer.Typer(no_args_is_help=True, help="Upgrade, back up and restore the database.")
app.add_typer(database, name="db")

T = TypeVar("T")
_ConfigFile = Annotated[Path | None, typer.Option("--config", help="The settings; config.toml when there is one.")]
_say = Console(stderr=True, highlight=False)


@app.callback(invoke_without_command=True)
def version_or_help(*, version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False) -> None:
    """Answer what stands before any subcommand."""
    if version:
        typer.echo(f"copbot {copbot.__version__}")
        raise typer.Exit


@app.command()
def demo(
    *,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port of the chat page.")] = 8765,
    database: Annotated[
        Path | None, typer.Option(help="Keep the community in this file; else it ends with the demo.")
    ] = None,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
) -> None:
    """Run the whole bot in a local chat page: no account, no token."""

    async def show() -> None:
        from copbot.bootstrap.demo import demonstrating
        from copbot.bootstrap.parts import until_stopped

        async with AsyncExitStack() as stack:
            with _say.status("Preparing a community with three weeks of history ..."):
                address = await stack.enter_async_context(demonstrating(port=port, database=database))
            _say.print(f"copbot is at [bold]{address}[/bold] (stop it with Ctrl-C)")
            if browser:
                webbrowser.open(address)
            await until_stopped()

    logs.set_up("warning", "text")
    _run(show())


@app.command()
def run(*, config_file: _ConfigFile = None) -> None:
    """Run the bot on the platforms that the settings enable."""
    settings = _settings(config_file)
    logs.set_up(settings.log.level, settings.log.format)

    async def serve() -> None:
        from copbot.bootstrap.parts import until_stopped
        from copbot.bootstrap.running import running

        async with running(settings) as address:
            _say.print(f"copbot {copbot.__version__} is running; health at {address}/readyz")
            await until_stopped()

    _run(serve())


@app.command("slack-manifest")
def slack_manifest(
    *,
    http: Annotated[str | None, typer.Option(help="The public address, for HTTP mode; else Socket Mode.")] = None,
    config_file: _ConfigFile = None,
) -> None:
    """Print the Slack app manifest: paste it at “Create New App”, “From a manifest”."""
    from copbot.bootstrap.parts import slack_manifest as made

    if http is not None and not http.startswith("https://"):
        _fail(f"Slack speaks only to https addresses, and “{http}” is none. Try --http https://bot.example.org")
    typer.echo(json.dumps(made(_settings(config_file), http), indent=2))


@app.command()
def check(*, config_file: _ConfigFile = None) -> None:
    """Look at configuration, packages, database, tokens and scopes: one line each, and what to do."""
    from copbot.bootstrap import upkeep

    settings = _settings(config_file)

    async def look() -> None:
        troubles = 0
        async for finding in upkeep.check(settings):
            troubles += finding.trouble is not None
            mark = "ok     " if finding.trouble is None else "trouble"
            typer.echo(f"{mark}  {finding.what}" + (f": {finding.trouble}" if finding.trouble else ""))
        if troubles:
            raise typer.Exit(1)

    logs.set_up("error", "text")
    _run(look())


@database.command("upgrade")
def upgrade_database(*, config_file: _ConfigFile = None) -> None:
    """Bring the database's schema up to date; the bot does so by itself when it starts."""
    from copbot.bootstrap import upkeep

    url = _settings(config_file).database.url
    _does(lambda _: upkeep.upgrade(url), "Upgrading the database ...")
    typer.echo("The database is up to date.")


@database.command("backup")
def back_up(to: Annotated[Path, typer.Argument(help="The file to write.")], *, config_file: _ConfigFile = None) -> None:
    """Write all that the database holds to one file; the bot may go on beside it."""
    from copbot.bootstrap import upkeep

    url = _settings(config_file).database.url
    rows = _does(lambda told: upkeep.back_up(url, to, told), "Backing up ...")
    typer.echo(f"{rows} rows are in {to}.")


@database.command()
def restore(
    source: Annotated[Path, typer.Argument(help="The file to read.")],
    *,
    replace: Annotated[bool, typer.Option("--replace", help="Take the place of what the database holds now.")] = False,
    config_file: _ConfigFile = None,
) -> None:
    """Read a backup into the database, of either kind; all of it or nothing."""
    from copbot.bootstrap import upkeep

    url = _settings(config_file).database.url
    rows = _does(lambda told: upkeep.restore(url, source, told, replace=replace), "Restoring ...")
    typer.echo(f"{rows} rows are back.")


def _does(work: Callable[[Callable[[str, int, int], None]], T], words: str) -> T:
    """Do something that may take long, showing how far it is."""
    with _say.status(words) as status:

        def told(table: str, done: int, of: int) -> None:
            status.update(f"{words} {table}: {done:,} of {of:,}")

        try:
            return work(told)
        except OperatorError as error:
            status.stop()
            _fail(str(error))


def _settings(path: Path | None) -> config.Settings:
    beside = Path("config.toml")
    chosen = path if path is not None else beside if beside.exists() else None
    try:
        return config.load(chosen)
    except config.ConfigError as error:
        _fail(str(error))


def _run(work: Coroutine[Any, Any, None]) -> None:
    """Run until done; what an operator can mend is one sentence, not a traceback."""
    try:
        with asyncio.Runner(loop_factory=_loops()) as runner:
            runner.run(work)
    except KeyboardInterrupt:
        pass
    except OperatorError as error:
        _fail(str(error))
    except ExceptionGroup as group:
        operators = group.subgroup(OperatorError)
        if operators is None:
            raise
        _fail(str(_first(operators)))


def _first(group: BaseException) -> BaseException:
    return _first(group.exceptions[0]) if isinstance(group, BaseExceptionGroup) else group


def _loops() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Choose uvloop where there is one; Windows has none."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


def _fail(sentence: str) -> NoReturn:
    _say.print(sentence, style="red", markup=False, soft_wrap=True)
    raise typer.Exit(1)


def main() -> None:
    """Start from the command line."""
    app()


if __name__ == "__main__":
    main()
