"""Drawings of the library in pages: inline, so that they follow dark mode and cost no request."""

from functools import cache

from django import template
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from toolkit.domain.drawings import DRAWINGS

register = template.Library()


@cache
def read_lines(name: str) -> SafeString:
    """What stands inside the svg element of templates/drawings/<name>.svg. Raises KeyError for no drawing."""
    DRAWINGS[name]
    whole = get_template(f"drawings/{name}.svg").render()
    return mark_safe(whole.partition(">")[2].rpartition("</svg>")[0])  # noqa: S308  # our own file


@register.simple_tag(takes_context=True)
def drawing(context: template.Context, name: str) -> SafeString:
    """With its title and its description, which a screen reader says once. `place` in the context, the block's among
    those of its page, keeps their ids apart where one drawing stands twice. "" where an editor's choice is no longer in
    the library."""
    if name not in DRAWINGS:
        return SafeString("")
    title, words = DRAWINGS[name]
    return format_html(
        '<svg class="drawing" viewBox="0 0 320 240" role="img" aria-labelledby="{id}t {id}d" fill="none"'
        ' stroke-width="2.4" stroke-linejoin="miter"><title id="{id}t">{title}</title><desc id="{id}d">{words}</desc>'
        "{lines}</svg>",
        id=f"drawing-{context.get('place', '')}-",
        title=title,
        words=words,
        lines=read_lines(name),
    )


@register.filter
def drawing_words(name: str) -> str:
    """For those who cannot see it."""
    return str(DRAWINGS[name][1]) if name in DRAWINGS else ""
