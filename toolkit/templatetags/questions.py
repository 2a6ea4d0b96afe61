"""What the page of a checklist looks up."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from django import template
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from toolkit.domain.answers import ANSWERS
from toolkit.models import ChecklistPage, ChecklistSection, Provision, SearchEntry, keep_published
from toolkit.presenters.bound import prefetch_instruments
from toolkit.presenters.frames import is_framed
from toolkit.templatetags.portal import framed

register = template.Library()
NO_ANSWER = {"mark": "", "note": "", "evidence": "", "action": ""}
ANY_ID = "\ue010"  # for private use: no text of ours holds it
MOST_SETS = 2048  # of sources, kept by a process as HTML: some 0.5 kB each


@register.simple_tag
def with_instruments(sections: Iterable[ChecklistSection]) -> str:
    """Brings the instruments of all the provisions that the questions name, in one query however many there are."""
    prefetch_instruments(sections)
    return ""


@register.simple_tag
def tool_behind(checklist: ChecklistPage) -> SearchEntry | None:
    """The search row of the tool whose questions these are, where everybody may read it. One query."""
    if checklist.tool_id is None:
        return None
    return SearchEntry.objects.visible().filter(page=checklist.tool_id, kind=SearchEntry.Kind.TOOL).first()


@register.filter
def lookup(rows: Mapping[str, Any] | None, key: str) -> Any:
    """What a mapping holds under a key that is only known in the template; "" where there is nothing."""
    return (rows or {}).get(key, "")


@register.filter
def answer_to(kept: Mapping[str, Any] | None, item: str) -> Any:
    """What was answered before, or an answer with nothing in it: looking for what is not there at all costs a template
    a third of a checklist's time."""
    return (kept or {}).get(item) or NO_ANSWER


@register.simple_tag
def answer_words() -> list[tuple[str, str]]:
    """What a question can be answered with: (mark, words)."""
    return [(mark, str(words)) for mark, words in ANSWERS.items()]  # translated once, not for each question


@register.filter
def mark_words(mark: str) -> Any:
    """An answer in words; "Open" for none."""
    return ANSWERS.get(mark, _("Open"))


@register.simple_tag
def extremes_sentence(strong: str = "", weak: str = "", shown: SafeString | str = "") -> SafeString:
    """The two sections that a result names; without their titles, with places that result.js fills. `shown` says their
    language, where it is not that of the page."""
    names = {
        name: format_html("<b{}>{}</b>", shown, title) if title else format_html('<b{} data-of="{}"></b>', shown, name)
        for name, title in {"strong": strong, "weak": weak}.items()
    }
    words = gettext("Most is in place in %(strong)s; most is missing in %(weak)s.")
    return format_html(words % {"strong": "{strong}", "weak": "{weak}"}, **names)


class FieldsNode(template.Node):
    def __init__(self, nodes: template.NodeList) -> None:
        self.nodelist = nodes

    def render(self, context: template.Context) -> SafeString:
        if context["answer"] is not NO_ANSWER:
            return self.nodelist.render(context)
        blank = context.render_context.get(self)
        if blank is None:
            with context.push(id=ANY_ID):
                blank = context.render_context[self] = self.nodelist.render(context)
        return mark_safe(blank.replace(ANY_ID, conditional_escape(context["id"])))  # noqa: S308  # escaped inside


@register.tag
def fields(parser: template.base.Parser, token: template.base.Token) -> FieldsNode:
    """{% fields %}...{% endfields %}: what a question is answered in, by its `id` and `answer`. Where nothing was
    answered questions differ by their ids alone, so it is made once for all of a page."""
    nodes = parser.parse(("endfields",))
    parser.delete_first_token()
    return FieldsNode(nodes)


@register.simple_tag
def grounds_words(frame: str = "") -> dict[str, SafeString | str]:
    """What stands beside the grounds of every question, taken once for a page."""
    words = {
        "all": gettext("Why, sources, evidence"),
        "why": gettext("Why"),
        "law": gettext("Rests on"),
        "evidence": gettext("Evidence"),
    }
    return {name: framed(text, frame) for name, text in words.items()}


class ShownSource(NamedTuple):
    """All that is shown of a provision that a question rests on."""

    url: str
    label: str
    state_words: str
    status: str


@register.simple_tag
def source_lines(provisions: Iterable[Provision], frame: str = "") -> SafeString:
    """Those of them that readers may see, each with a link and whether it was compared and is law now."""
    shown = tuple(
        ShownSource(one.get_absolute_url(), one.label, str(one.state_words), one.status)
        for one in keep_published(provisions)
    )
    return write_sources(shown, frame, get_language(), is_framed())


@lru_cache(maxsize=MOST_SETS)
def write_sources(sources: tuple[ShownSource, ...], frame: str, language: str, is_marked: bool) -> SafeString:
    """As HTML. It follows from its arguments alone, so what changed is another one, and nothing old is found; the last
    two say how words are translated meanwhile."""
    return render_to_string("components/source_lines.html", {"sources": sources, "frame": frame})
