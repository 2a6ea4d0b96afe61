"""What templates of the working kit need."""

import re
from collections.abc import Mapping
from typing import Any

from django import template
from django.apps import apps
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from wagtail.models import Page

from toolkit.domain.kit import BRACKET
from toolkit.models import ArticlePage, SectionPage
from toolkit.selectors.neighbours import PageRow

register = template.Library()
# A single blank or end of a line is short already: most of them are never looked at.
WHITE = re.compile(r"(<(textarea|script)\b.*?</\2>)|[ \t\r\f\n]{2,}|[\t\r\f]", re.DOTALL)


@register.filter
def blanks(text: str) -> str:
    """{number} as a line to write on: ______ (number)."""
    return BRACKET.sub(lambda found: f"______ ({found[0][1:-1]})" if found[0].startswith("{") else found[0], text)


@register.filter
def empty_rows(field: Mapping[str, Any]) -> range:
    """Of a table in a model form."""
    return range(field["rows"] or 0)


@register.filter
def kind_name(page: Page | PageRow) -> str:
    """Which kind of page a link leads to, since a tool and its checklist have one title. "" where the title says it,
    and for articles and sections, which are called by nothing else."""
    kind = apps.get_model("toolkit", page.model) if isinstance(page, PageRow) else page.specific_class
    name = capfirst(str(kind._meta.verbose_name))
    return "" if name == page.title or issubclass(kind, ArticlePage | SectionPage) else name


class TightNode(template.Node):
    def __init__(self, nodes: template.NodeList) -> None:
        self.nodes = nodes

    def render(self, context: template.Context) -> SafeString:
        return mark_safe(WHITE.sub(shorten_white, self.nodes.render(context)))  # noqa: S308  # escaped inside


def shorten_white(found: re.Match[str]) -> str:
    """A line stays a line: pages of a saved copy share theirs (toolkit/domain/saved.py)."""
    return found[1] or ("\n" if "\n" in found[0] else " ")


@register.tag
def tight(parser: template.base.Parser, token: template.base.Token) -> TightNode:
    """{% tight %}...{% endtight %}: every run of white space as one blank or one end of a line. Of 34 screens a tenth
    is indentation; they come over a slow line at once. What a field or a script holds stays as it is."""
    nodes = parser.parse(("endtight",))
    parser.delete_first_token()
    return TightNode(nodes)
