"""Identifiers of things inside a module's packages: the same in every run."""

from uuid import NAMESPACE_URL, uuid5

from modules.domain.outlines import Outline


def derive_uuid(outline: Outline, *parts: object) -> str:
    """A UUID for a thing inside this module's package: the same in every run, another in every language."""
    return str(uuid5(NAMESPACE_URL, "/".join([outline.url, outline.language, *map(str, parts)])))


def derive_xml_id(outline: Outline, *parts: object) -> str:
    """The same as an XML name: those may not begin with a digit."""
    return "i" + derive_uuid(outline, *parts).replace("-", "")
