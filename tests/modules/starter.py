"""The starter modules' files as plain data, for the tests that read them."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from modules.actions.parts import LISTS, apply_overrides
from toolkit.uploads import read_yaml

CONTENT = Path(settings.BASE_DIR) / "content"
STARTER = "rights-and-gender"
ADAPTATIONS = ["rights-and-gender-bangladesh", "rights-and-gender-pakistan"]
MODULES = [STARTER, *ADAPTATIONS]
# Fields of running text; everything else is plain.
MARKDOWN_FIELDS = {"introduction", "transcript"}


@cache
def content(language: str, name: str) -> Any:
    return read_yaml(CONTENT / language / "modules" / f"{name}.yaml")


def parts(data: dict[str, Any]) -> dict[str, tuple[str, Any]]:
    """Every part of a file by its key, with its kind."""
    rows = ((kind, row) for name, kind in LISTS.items() for row in data.get(name) or [])
    return {row if isinstance(row, str) else row["key"]: (kind, row) for kind, row in rows}


@cache
def complete(slug: str) -> dict[str, tuple[str, Any]]:
    """What a reader gets: of an adaptation the parent's parts with its decisions applied, and what it added."""
    data = content("en", slug)
    if "parent" not in data:
        return parts(data)
    found = dict(complete(data["parent"]))
    for change in data["changes"]:
        kind, row = found.pop(change["part"])
        if change["decision"] != "drop":
            said = {**change["ours"], "key": change["part"]}
            found[change["part"]] = (kind, apply_overrides(row, said) if change["decision"] == "edit" else said)
    return found | parts(data["added"])


def strings(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every text in plain data with where it stands."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from strings(item, (*path, str(name)))
    elif isinstance(value, list):
        for item in value:
            yield from strings(item, path)


def is_markdown(path: tuple[str, ...]) -> bool:
    rich = path[-1] == "text" and any(name in path for name in ("issues", "cases", "guidance"))
    return rich or path[-1] in MARKDOWN_FIELDS


@cache
def all_texts() -> list[tuple[str, tuple[str, ...], str]]:
    names = [*MODULES, "videos"]
    return [(name, path, text) for name in names for path, text in strings(content("en", name))]


@cache
def law() -> dict[str, str]:
    """What is compared of each provision: "words", "title" or nothing."""
    rows = [read_yaml(file) for file in (CONTENT / "en" / "law").glob("*.yaml")]
    return {
        provision["key"]: (provision.get("checked") or {}).get("what", "")
        for row in rows
        for provision in row["provisions"]
    }


@cache
def places() -> dict[str, set[str]]:
    """What a link may lead to, by its kind."""
    terms = {row["slug"] for row in read_yaml(CONTENT / "en" / "glossary.yaml")}
    shelves = [(shelf, file) for shelf in ("tools", "checklists") for file in (CONTENT / "en" / shelf).glob("*.yaml")]
    pages = {f"{shelf}/{re.sub(r'^[0-9]+-', '', file.stem)}" for shelf, file in shelves}
    return {"term": terms, "provision": set(law()), "page": pages}
