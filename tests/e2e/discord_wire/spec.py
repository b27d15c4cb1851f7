"""Discord's own OpenAPI description, held against what is sent and what is answered."""

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Self

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.e2e.discord_wire.refusal import Json, Wrong

FILE = "discord_openapi.json"
_NAME = "urn:discord"


def spec_path() -> Path | None:
    """Find the description: in the folder `COPBOT_SPECS` names, or in `shared/specs` beside the repository."""
    if named := os.environ.get("COPBOT_SPECS"):
        folders = [Path(named)]
    else:
        folders = [above / "shared" / "specs" for above in Path(__file__).resolve().parents]
    return next((folder / FILE for folder in folders if (folder / FILE).is_file()), None)


class Spec:
    """The schemas of request bodies and answers; integers pass for snowflakes, as Discord lets them."""

    def __init__(self, document: Json) -> None:
        document["components"]["schemas"]["SnowflakeType"] = {
            "anyOf": [{"type": "string", "pattern": "^(0|[1-9][0-9]*)$"}, {"type": "integer", "minimum": 0}]
        }
        self._paths: Json = document["paths"]
        resource: Resource[Any] = DRAFT202012.create_resource(document)
        self._registry: Registry[Any] = Registry().with_resource(_NAME, resource)
        self._validators: dict[tuple[str, ...], Draft202012Validator] = {}

    @classmethod
    def load(cls) -> Self | None:
        """Read the description, if it is there."""
        path = spec_path()
        return None if path is None else cls(_read(path))

    def check_body(self, method: str, template: str, body: object) -> Iterator[Wrong]:
        """Yield what is wrong in a request's JSON."""
        content = self._operation(method, template).get("requestBody", {}).get("content", {})
        if "application/json" in content:
            yield from self._check((template, method, "requestBody", "content", "application/json"), body)

    def check_answer(self, method: str, template: str, status: int, body: object) -> Iterator[Wrong]:
        """Yield what is wrong in an answer of ours."""
        found = self._operation(method, template).get("responses", {}).get(str(status))
        if found is None:
            yield Wrong("", f"no answer has the status {status}")
        elif "application/json" in found.get("content", {}):
            yield from self._check((template, method, "responses", str(status), "content", "application/json"), body)

    def _operation(self, method: str, template: str) -> Json:
        operation: Json = self._paths.get(template, {}).get(method.lower(), {})
        return operation

    def _check(self, way: tuple[str, ...], body: object) -> Iterator[Wrong]:
        validator = self._validators.get(way)
        if validator is None:
            template, method, *rest = way
            keys = ["paths", template, method.lower(), *rest, "schema"]
            pointer = "/".join(key.replace("~", "~0").replace("/", "~1") for key in keys)
            pointer = pointer.replace("{", "%7B").replace("}", "%7D")
            validator = Draft202012Validator({"$ref": f"{_NAME}#/{pointer}"}, registry=self._registry)
            self._validators[way] = validator
        error = best_match(validator.iter_errors(body))
        if error is not None:
            yield Wrong(".".join(map(str, error.absolute_path)), error.message[:500])


@cache
def _read(path: Path) -> Json:
    document: Json = json.loads(path.read_text(encoding="utf-8"))
    return document
