"""What the templates of packages look up: parts by id, digits of the language, clean rich text, citations."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString

from modules.domain.citing import format_plain_citation
from modules.domain.outlines import Outline, Reading
from modules.packages.formats import PackageFormat, list_package_formats
from toolkit.domain.markup import clean_html
from toolkit.printouts.scripts import get_script

register = template.Library()


@register.simple_tag
def shelves_of(outline: Outline) -> list[PackageFormat]:
    """The packages there are of a module."""
    return list_package_formats(outline)


@register.filter
def at(mapping: Mapping[str, Any], key: str) -> Any:
    return mapping.get(key)


@register.filter
def digits(value: object, outline: Outline) -> str:
    return get_script(outline.language).number(value)


@register.filter
def rich(html: str, outline: Outline) -> SafeString:
    """Clean HTML with whole links, below the page's own heading."""
    return clean_html(html, outline.url)


@register.filter
def richer(html: str, outline: Outline) -> SafeString:
    """The same below a heading of the second level."""
    return clean_html(html, outline.url, 3)


@register.filter
def citation(reading: Reading) -> SafeString:
    """A reading in APA style where that was worked out, else plainly."""
    return clean_html(reading.apa or format_plain_citation(reading.csl), "")
