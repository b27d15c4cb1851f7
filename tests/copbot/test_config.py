import os
import tomllib
from pathlib import Path

import pytest
from pydantic import SecretStr

from copbot.config import ConfigError, Settings, _secrets, load

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("COPBOT_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def _refusal(path: Path | None) -> str:
    with pytest.raises(ConfigError) as refused:
        load(path)
    return str(refused.value)


def test_the_example_says_what_holds_without_any_file() -> None:
    example = load(EXAMPLE).model_dump()

    assert example.pop("database") == {"url": f"sqlite:///{EXAMPLE.parent / 'copbot.db'}"}
    assert example == Settings().model_dump(exclude={"database"})


def test_the_example_shows_every_key_that_is_no_secret_and_names_the_variable_of_every_one_that_is() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    keys = {
        (section, key)
        for section, inner in Settings.model_fields.items()
        for key in inner.annotation.model_fields  # type: ignore[union-attr]  # every section is a model
    }

    assert {(section, key) for section, table in tomllib.loads(text).items() for key in table} == keys - {*_secrets()}
    assert [name for section, key in _secrets() if (name := f"COPBOT_{section}__{key}".upper()) not in text] == []


@pytest.mark.parametrize(("section", "key"), _secrets())
def test_a_secret_in_the_file_is_refused_with_the_variable_it_belongs_in(file: Path, section: str, key: str) -> None:
    file.write_text(f'[{section}]\n{key} = "xoxb-1"\n', encoding="utf-8")

    refusal = _refusal(file)

    assert f"[{section}] {key} is a secret" in refusal
    assert refusal.endswith(f"set the environment variable COPBOT_{section.upper()}__{key.upper()}.")
    assert "xoxb-1" not in refusal


def test_the_environment_wins_over_the_secrets_folder_and_that_over_the_file(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    (secrets / "COPBOT_SLACK__BOT_TOKEN").write_text("from-folder\n", encoding="utf-8")
    (secrets / "COPBOT_DISCORD__TOKEN").write_text("from-folder", encoding="utf-8")
    (secrets / "COPBOT_WEB__PORT").write_text("81", encoding="utf-8")
    file.write_text("[web]\nport = 80\n[slack]\nenabled = true\n", encoding="utf-8")
    monkeypatch.setenv("COPBOT_SECRETS_DIR", str(secrets))
    monkeypatch.setenv("COPBOT_DISCORD__TOKEN", "from-environment")

    settings = load(file)

    assert settings.slack.bot_token == SecretStr("from-folder")
    assert settings.discord.token == SecretStr("from-environment")
    assert (settings.web.port, settings.slack.enabled) == (81, True)


def test_a_secrets_folder_that_is_not_there_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPBOT_SECRETS_DIR", str(tmp_path / "nowhere"))

    assert "secrets folder named by COPBOT_SECRETS_DIR cannot be read" in _refusal(None)


def test_a_section_in_the_environment_that_is_no_json_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPBOT_SLACK", "yes")

    assert _refusal(None).startswith("The environment or the secrets folder")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[slack]\ncolour = 1", "[slack] colour is no key of copbot; see config.example.toml."),
        ("[slack]\nenabeld = true", "[slack] enabeld is no key of copbot; did you mean enabled?"),
        ("[colours]\nred = 1", "[colours] is no key of copbot; see config.example.toml."),
        ("[web]\nport = 70000", "[web] port must be less than or equal to 65535."),
        ("discord = 3", "[discord] must be a section: its name in brackets on a line of its own, its keys below."),
        (
            'discord = "token"',
            "[discord] must be a section: its name in brackets on a line of its own, its keys below.",
        ),
        ('[slack]\nmode = "carrier pigeon"', "[slack] mode must be 'socket' or 'http'."),
    ],
)
def test_a_wrong_key_or_value_is_named_by_its_section(file: Path, text: str, sentence: str) -> None:
    file.write_text(text, encoding="utf-8")

    assert _refusal(file) == f"{file}: {sentence}"


def test_every_wrong_key_has_a_line_of_its_own(file: Path) -> None:
    file.write_text("[web]\na = 1\nb = 2\n", encoding="utf-8")

    assert len(_refusal(file).splitlines()) == 2


def test_a_wrong_key_in_the_environment_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPBOT_WEB__COLOUR", "red")

    assert _refusal(None) == "environment: [web] colour is no key of copbot; see config.example.toml."


def test_a_file_that_is_not_there_points_to_the_example(file: Path) -> None:
    assert _refusal(file) == f"{file} does not exist. Copy config.example.toml to it and edit it."


@pytest.mark.parametrize("content", [b"[web\n", b"\xff\xfe"])
def test_a_file_that_is_no_toml_cannot_be_read(file: Path, content: bytes) -> None:
    file.write_bytes(content)

    assert _refusal(file).startswith(f"{file} cannot be read: ")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert _refusal(tmp_path).startswith(f"{tmp_path} cannot be read: ")


@pytest.mark.parametrize("url", ["postgresql://copbot@db.example/copbot", "sqlite:////var/lib/copbot.db"])
def test_an_address_that_stands_for_itself_is_taken_as_it_is(file: Path, url: str) -> None:
    file.write_text(f'[database]\nurl = "{url}"\n', encoding="utf-8")

    assert load(file).database.url == url


def test_without_a_file_the_database_is_where_the_process_runs() -> None:
    assert load(None).database.url == "sqlite:///copbot.db"
