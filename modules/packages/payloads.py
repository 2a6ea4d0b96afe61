"""What a packer gets: an outline as JSON, and back."""

import json
import re
from dataclasses import asdict, fields, is_dataclass
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from modules.domain.outlines import Outline, redact_for_readers

NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def serialize_outline(outline: Outline) -> bytes:
    """The same outline is always the same bytes. Of one for everybody, what only lecturers may read is left behind
    even where it was in it by mistake."""
    return json.dumps(asdict(redact_for_readers(outline)), ensure_ascii=False, sort_keys=True).encode()


def deserialize_outline(payload: bytes) -> Outline:
    outline: Outline = read(Outline, json.loads(payload))
    return outline


def read(kind: Any, value: Any) -> Any:
    """A value of JSON as the annotated type: dataclasses, tuples, dicts and what JSON has itself."""
    if isinstance(kind, type) and is_dataclass(kind):
        hints = hints_of(kind)
        # What another release wrote may lack a field of ours, or have one more.
        known = [item for item in fields(kind) if item.name in value]
        return kind(**{item.name: read(hints[item.name], value[item.name]) for item in known})
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is tuple:
        return tuple(read(inner, item) for inner, item in zip(inners(arguments, value), value, strict=True))
    if origin is dict:
        return {key: read(arguments[1], item) for key, item in value.items()}
    return NOT_IN_XML.sub("", value) if isinstance(value, str) else value


def inners(arguments: tuple[Any, ...], value: list[Any]) -> list[Any]:
    """The types of a tuple's items: tuple[X, ...] or tuple[X, Y]."""
    return [arguments[0]] * len(value) if arguments[-1] is Ellipsis else list(arguments)


@cache
def hints_of(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
