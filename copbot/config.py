"""Settings: what is not secret from a TOML file, secrets from the environment or a folder of files.

`COPBOT_<SECTION>__<KEY>` in the environment, or a file of that name in the secrets folder, overrides the TOML.
"""

import os
import tomllib
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    NestedSecretsSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from copbot.errors import OperatorError

_PREFIX = "COPBOT_"
SECRETS_FOLDER = "COPBOT_SECRETS_DIR"
"""The environment variable that names a folder of secrets, one file each."""


class ConfigError(OperatorError):
    """The configuration cannot be used; the sentence says which key, and what to do."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DatabaseSettings(_Section):
    """Where everything is kept."""

    url: str = "sqlite:///copbot.db"


class WebSettings(_Section):
    """The address of the HTTP door."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080


class DiscordSettings(_Section):
    """The connection to Discord."""

    enabled: bool = False
    token: SecretStr = SecretStr("")
    api_url: str = ""
    message_content: Literal["auto", "on", "off"] = "auto"
    members: Literal["auto", "on", "off"] = "auto"


class SlackSettings(_Section):
    """The connection to Slack."""

    enabled: bool = False
    mode: Literal["socket", "http"] = "socket"
    bot_token: SecretStr = SecretStr("")
    app_token: SecretStr = SecretStr("")
    signing_secret: SecretStr = SecretStr("")
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    storage_key: SecretStr = SecretStr("")
    api_url: str = ""
    command_prefix: Annotated[str, Field(pattern=r"^[a-z0-9_-]{0,20}$")] = ""

    @property
    def many_workspaces(self) -> bool:
        """Whether workspaces install the app by themselves: by HTTP, without the token of one."""
        return self.mode == "http" and not self.bot_token.get_secret_value()


class LogSettings(_Section):
    """How the bot logs."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["text", "json"] = "text"


class Settings(BaseSettings):
    """Everything an operator sets."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        nested_model_default_partial_update=True,
    )

    database: DatabaseSettings = DatabaseSettings()
    web: WebSettings = WebSettings()
    discord: DiscordSettings = DiscordSettings()
    slack: SlackSettings = SlackSettings()
    log: LogSettings = LogSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over the secrets folder, and that over the TOML."""
        del dotenv_settings, settings_cls
        secrets = NestedSecretsSettingsSource(
            file_secret_settings,
            secrets_dir=os.environ.get(SECRETS_FOLDER),
            secrets_dir_missing="error",
            secrets_prefix=_PREFIX,
            secrets_nested_delimiter="__",
        )
        return env_settings, secrets, init_settings


def load(path: Path | None) -> Settings:
    """Read the settings from a TOML file (None: only the environment) and the environment.

    A SQLite address without a folder means a file beside the TOML.

    Raises: ConfigError with a sentence for a person.
    """
    given = {} if path is None else _read(path)
    for section, key in _secrets():
        table = given.get(section)
        if isinstance(table, dict) and key in table:
            variable = f"{_PREFIX}{section}__{key}".upper()
            raise ConfigError(
                f"{path}: [{section}] {key} is a secret and must not stand in the file. "
                f"Remove it there and set the environment variable {variable}."
            )
    try:
        settings = Settings(**given)
    except ValidationError as error:
        raise ConfigError(_sentences(error, path)) from None
    except (SettingsError, OSError) as error:
        raise ConfigError(
            f"The environment or the secrets folder named by {SECRETS_FOLDER} cannot be read: {error}."
        ) from None
    return _placed(settings, path)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{path} does not exist. Copy config.example.toml to it and edit it.") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}.") from None


def _secrets() -> list[tuple[str, str]]:
    return [
        (section, key)
        for section, field in Settings.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, _Section)
        for key, inner in field.annotation.model_fields.items()
        if inner.annotation is SecretStr
    ]


def _sentences(error: ValidationError, path: Path | None) -> str:
    lines = []
    for one in error.errors():
        where = " ".join([f"[{one['loc'][0]}]", *map(str, one["loc"][1:])])
        lines.append(f"{path or 'environment'}: {where} {_wrong(one['type'], one['msg'], one['loc'])}")
    return "\n".join(lines)


def _wrong(kind: str, said: str, at: Sequence[str | int]) -> str:
    match kind:
        case "extra_forbidden":
            return f"is no key of copbot; {_meant(at)}"
        case "model_type":
            return "must be a section: its name in brackets on a line of its own, its keys below."
        case _:
            return f"{said.replace('Input should be', 'must be').replace('String should match', 'must match')}."


def _meant(at: Sequence[str | int]) -> str:
    """Name the key that was probably meant; where none comes near, where all of them stand."""
    known: Mapping[str, Any] = Settings.model_fields
    for section in at[:-1]:
        known = known[str(section)].annotation.model_fields
    near = get_close_matches(str(at[-1]), known, n=1)
    return f"did you mean {near[0]}?" if near else "see config.example.toml."


def _placed(settings: Settings, path: Path | None) -> Settings:
    url, scheme = settings.database.url, "sqlite:///"
    if path is None or not url.startswith(scheme) or Path(url.removeprefix(scheme)).is_absolute():
        return settings
    beside = path.resolve().parent / url.removeprefix(scheme)
    return settings.model_copy(update={"database": DatabaseSettings(url=f"{scheme}{beside}")})
