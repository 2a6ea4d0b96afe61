"""What members take away on paper, and the small markdown of sessions."""

import re

import nh3
from django.db.models import Count, Sum
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from exports.pdf import Source
from network.models import Enrolment
from network.presenters.sealed_texts import unseal_or_explain
from toolkit.printouts.scripts import get_direction, get_script
from toolkit.templatetags.portal import html_lang
from toolkit.uploads import MARKDOWN

TAGS = {"h2", "h3", "p", "ul", "ol", "li", "strong", "em", "br", "a"}
TOO_HIGH = re.compile(r"(</?)h1>")
MONTH_FORMAT = "F Y"


def format_lesson_text(text: str) -> SafeString:
    """Paragraphs, headings from the second level on, lists, bold; links only to pages of this host."""
    html = TOO_HIGH.sub(r"\1h2>", MARKDOWN.render(text))
    clean = nh3.clean(html, tags=TAGS, attributes={"a": {"href"}}, attribute_filter=own_pages, link_rel=None)
    return mark_safe(clean)  # noqa: S308  # cleaned


def own_pages(tag: str, attribute: str, value: str) -> str | None:
    """A link away would tell another site where its reader comes from."""
    return value if value.startswith("/") and not value.startswith(("//", "/\\")) else None


def build_certificate(enrolment: Enrolment, name: str) -> Source:
    """Names a person, a course and a month; neither a network nor an organisation, nor a code to check it with.

    Whoever finds the paper learns nothing else, and no page answers whether it is genuine: that answer would
    tell who is a member.
    """
    series = enrolment.series
    language = series.language
    facts = series.lessons.open_to_all().aggregate(count=Count("pk"), minutes=Sum("minutes"))
    with override(language):
        context = {
            "script": get_script(language),
            "lang": html_lang(language),
            "dir": get_direction(language),
            "name": name,
            "title": unseal_or_explain(series.title),
            "month": month(enrolment, language),
            "date": enrolment.finished_month,
            "sessions": get_script(language).number(facts["count"]),
            "hours": get_script(language).number(hours(facts["minutes"] or 0)),
        }
        html = render_to_string("network/learning/certificate_paper.html", context)
    return Source(html=html, manifest=b'{"kind": "certificate"}', language=language)


def hours(minutes: int) -> str:
    """In half hours, as one would say it."""
    halves = max(1, round(minutes / 30))
    return str(halves // 2) if halves % 2 == 0 else f"{halves / 2:.1f}"


def month(enrolment: Enrolment, language: str) -> str:
    """“November 2026” in the active language; in digits where its months are not translated."""
    from django.utils.dateformat import format as format_date

    day = enrolment.finished_month
    assert day is not None  # who has not finished gets no certificate
    named = language == "en" or format_date(day, "F") != f"{day:%B}"
    return get_script(language).number(format_date(day, _(MONTH_FORMAT) if named else "Y/m"))
