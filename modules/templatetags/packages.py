"""What the templates of packages look up: parts by id, digits of the language, clean rich text, citations."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString

from modules.domain.citing import simple
from modules.domain.markup import clean
from modules.domain.outlines import Outline, Reading
from modules.packages.shelves import PackageFormat, shelves_for
from toolkit.printouts.scripts import script_of

register = template.Library()


@register.simple_tag
def shelves_of(outline: Outline) -> list[PackageFormat]:
    """The packages there are of a module."""
    return shelves_for(outline)


@register.filter
def at(mapping: Mapping[str, Any], key: str) -> Any:
    return mapping.get(key)


@register.filter
def digits(value: object, outline: Outline) -> str:
    return script_of(outline.language).number(value)


@register.filter
def rich(html: str, outline: Outline) -> SafeString:
    """Clean HTML with whole links, below the page's own heading."""
    return clean(html, outline.url)


@register.filter
def richer(html: str, outline: Outline) -> SafeString:
    """The same below a heading of the second level."""
    return clean(html, outline.url, 3)


@register.filter
def citation(reading: Reading) -> SafeString:
    """A reading in APA style where that was worked out, else plainly."""
    return clean(reading.apa or simple(reading.csl), "")
