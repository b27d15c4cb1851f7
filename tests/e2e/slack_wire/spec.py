"""Hold what an app sends against Slack's own descriptions: its schema of blocks, and what slack_sdk.models checks."""

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jsonschema import Draft7Validator
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from tests.e2e.slack_wire.blocks import Json

SCHEMA_NAME = "slack_blocks.schema.json"
VIEWS = {"modal": "ModalView", "home": "HomeView"}


def schema_file() -> Path | None:
    """Find the schema: in `$COPBOT_SPECS`, or in `shared/specs` beside the repository; None where it is not."""
    named = os.environ.get("COPBOT_SPECS")
    repository = Path(__file__).resolve().parents[3]
    places = [Path(named)] if named else [above / "shared" / "specs" for above in repository.parents]
    return next((place / SCHEMA_NAME for place in places if (place / SCHEMA_NAME).is_file()), None)


class BlockSpec:
    """Slack's JSON schema of blocks and views, one validator for each kind."""

    def __init__(self, schema: Json) -> None:
        self._schema = schema
        known = schema["definitions"]["KnownBlock"]["anyOf"]
        self._by_type = {kind: name for ref in known for name in [_name(ref)] for kind in self._types(name)}
        self._validator = cache(self._make)

    def _types(self, name: str) -> list[str]:
        definition = self._schema["definitions"][name]
        shapes = definition.get("anyOf", [definition])
        return [str(shape["properties"]["type"]["const"]) for shape in shapes]

    def _make(self, name: str) -> Draft7Validator:
        return Draft7Validator({"$ref": f"#/definitions/{name}", "definitions": self._schema["definitions"]})

    def problems(self, blocks: list[Json], pointer: str = "/blocks") -> Iterator[str]:
        """Name what in the blocks the schema does not know."""
        for index, block in enumerate(blocks):
            name = self._by_type.get(str(block.get("type")))
            if name is None:
                yield f"[ERROR] unsupported type: {block.get('type')} [json-pointer:{pointer}/{index}]"
            else:
                yield from self._errors(name, block, f"{pointer}/{index}")

    def problems_of_view(self, view: Json) -> Iterator[str]:
        """Name what in a view the schema does not know."""
        name = VIEWS.get(str(view.get("type")))
        if name is None:
            yield f"[ERROR] unsupported type: {view.get('type')} [json-pointer:/view/type]"
        else:
            yield from self._errors(name, {**view, "blocks": []}, "/view")
            yield from self.problems(view.get("blocks", []), "/view/blocks")

    def _errors(self, name: str, instance: Json, pointer: str) -> Iterator[str]:
        for error in self._validator(name).iter_errors(instance):
            deepest = min(error.context, key=lambda one: -len(one.absolute_path), default=error)
            path = "".join(f"/{step}" for step in deepest.absolute_path)
            yield f"[ERROR] {deepest.message[:300]} [json-pointer:{pointer}{path}]"


def _name(ref: Json) -> str:
    return str(ref["$ref"]).rpartition("/")[2]


@cache
def block_spec() -> BlockSpec | None:
    """Load the schema once; None where the file is absent."""
    path = schema_file()
    return None if path is None else BlockSpec(json.loads(path.read_text()))


def model_problems(blocks: list[Json]) -> Iterator[str]:
    """Name what slack_sdk's own models refuse in the blocks."""
    for index, block in enumerate(blocks):
        try:
            model = Block.parse(block)
            if model is not None:
                model.to_dict()
        except SlackObjectFormationError as refused:
            yield f"[ERROR] {refused} [json-pointer:/blocks/{index}]"


def model_problems_of_view(view: Json) -> Iterator[str]:
    """Name what slack_sdk's own models refuse in a view."""
    try:
        View(**view).to_dict()
    except SlackObjectFormationError as refused:
        yield f"[ERROR] {refused} [json-pointer:/view]"
