"""What the templates of modules look up."""

import re
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.template.defaultfilters import capfirst, filesizeformat
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info
from django_countries import countries

from modules.models import Crime, Discipline, Level, Topic
from toolkit.domain.passages import is_of_script
from toolkit.presenters.frames import mark_ours
from toolkit.presenters.glossary_links import TermLinker
from toolkit.presenters.linked_data import write_json_ld

register = template.Library()
CHOICES: dict[str, Any] = {"level": Level, "crime": Crime, "discipline": Discipline, "topic": Topic}


@register.simple_block_tag
def linked(content: str, language: str) -> SafeString:
    """Glossary terms become links where they first stand in this part of the page."""
    html = TermLinker.for_language(language).link_first_uses(content, f"/{language}/")
    return mark_safe(html)  # noqa: S308  # our own template around clean rich text


@register.simple_block_tag
def compact(content: str) -> SafeString:
    """Without the indentation of templates, which is a fifth of a long page."""
    return mark_safe(re.sub(r"\s*\n\s*", "\n", content))  # noqa: S308  # a rendered template


@register.filter
def path_only(address: str) -> str:
    """An address of our own without its host."""
    parts = urlsplit(address)
    return parts.path + (f"#{parts.fragment}" if parts.fragment else "")


@register.filter
def raised(html: str) -> SafeString:
    """Rich text whose headings stand right below the page's own."""
    return mark_safe(re.sub(r"(</?)h3\b", r"\1h2", html))  # noqa: S308  # clean rich text


@register.filter
def clock(minutes: int) -> str:
    """Minutes from the start of a class as a clock shows them: 95 is 1:35."""
    return f"{minutes // 60}:{minutes % 60:02}"


@register.filter
def film_clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"


@register.filter
def name_of(value: str, group: str) -> str:
    """The label of a level, crime, discipline or topic; an unknown one as it is."""
    choices = CHOICES[group]
    return str(choices(value).label) if value in choices.values else value


@register.filter
def own_name(language: str) -> str:
    """As it calls itself, to choose from: “Français”, as in the language switch."""
    return str(capfirst(get_language_info(language)["name_local"]))


@register.filter
def country_name(code: str) -> str:
    name = str(countries.name(code)) or code
    return mark_ours(name) if is_of_script(name, get_language()) else name  # some are known in English alone


@register.filter
def of_level(parts: Any, level: str) -> list[Any]:
    return [part for part in parts if part.level == level]


@register.filter
def size_of(number: int) -> str:
    return filesizeformat(number)


@register.simple_tag
def json_ld(data: dict[str, Any]) -> SafeString:
    """Data for search engines."""
    return write_json_ld(data)
