"""Values to JSON and back, for what waits in the database: messages, outgoings, answers, settings.

A dataclass that stands where several could is marked with its class name under `_`; plain text stays plain text.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import is_dataclass
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

from cattrs import Converter
from pydantic_core import PydanticSerializationError, to_json

T = TypeVar("T")
_TAG = "_"


def encode(value: object, kind: Any) -> str:  # noqa: ANN401 -- a union is no `type`
    """Write a value of a dataclass or of a union of them as JSON."""
    plain = _converter.unstructure(value, kind)
    try:
        return to_json(plain).decode()
    except PydanticSerializationError:  # half a character, which may be typed but is no UTF-8
        return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def decode(text: str, kind: type[T] | Any) -> Any:  # noqa: ANN401 -- a union is no `type`
    """Read what `encode` wrote for the same kind; fields unknown here, of a newer version, are left out."""
    return _converter.structure(json.loads(text), kind)


def _is_union(kind: object) -> bool:
    return get_origin(kind) in {Union, UnionType}


def _union_writer(kind: object, converter: Converter) -> Callable[[Any], Any]:
    writers: dict[type, tuple[str, Callable[[Any], Any]]] = {}

    def write(value: Any) -> Any:  # noqa: ANN401 -- any member of the union
        found = writers.get(type(value))
        if found is None:
            member = type(value)
            plain = next((arg for arg in get_args(kind) if get_origin(arg) is tuple), member)
            written = plain if isinstance(value, tuple) else member
            found = (member.__name__ if is_dataclass(member) else "", converter.get_unstructure_hook(written))
            writers[member] = found
        tag, hook = found
        return {_TAG: tag, **hook(value)} if tag else hook(value)

    return write


def _union_reader(kind: object, converter: Converter) -> Callable[[Any, Any], Any]:
    tagged = {arg.__name__: arg for arg in get_args(kind) if isinstance(arg, type) and is_dataclass(arg)}
    others = [arg for arg in get_args(kind) if arg is not NoneType and arg not in tagged.values()]

    def read(value: Any, _: Any) -> Any:  # noqa: ANN401 -- JSON in, any member of the union out
        match value:
            case None:
                return None
            case {"_": str(tag)}:
                return converter.structure({k: v for k, v in value.items() if k != _TAG}, tagged[tag])
            case str() | int() | float() if any(isinstance(value, arg) for arg in others if isinstance(arg, type)):
                return value
            case list():
                several = next((arg for arg in others if get_origin(arg) is tuple), others[0])
                return converter.structure(value, several)
            case _:
                return converter.structure(value, others[0])

    return read


def _make() -> Converter:
    converter = Converter(prefer_attrib_converters=False)
    converter.register_unstructure_hook_factory(_is_union, lambda kind: _union_writer(kind, converter))
    converter.register_structure_hook_factory(_is_union, lambda kind: _union_reader(kind, converter))
    converter.register_unstructure_hook(datetime, datetime.isoformat)
    converter.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_structure_hook(date, lambda text, _: date.fromisoformat(text))
    converter.register_unstructure_hook(bytes, lambda content: b64encode(content).decode())
    converter.register_structure_hook(bytes, lambda text, _: b64decode(text))
    return converter


_converter = _make()
