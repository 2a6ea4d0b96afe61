"""What templates look up: a page's body with its links, addresses in the reader's language, settings."""

import re
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import get_language, get_language_info
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from toolkit.blocks import anchor as anchor_of
from toolkit.models.linking import TermLinker

register = template.Library()
register.filter("anchor", anchor_of)
LOCAL_LINK = re.compile(r'href="/([a-z-]{2,8})/')


@register.simple_tag(takes_context=True)
def body(context: dict[str, Any], page: Any) -> SafeString:
    """The page's blocks as HTML. Links into the portal are looked up once for the whole page, glossary terms
    are linked where they first stand, and every link stays in the language the reader chose."""
    html = "".join(block.render(context=context) for block in page.body)
    html = expand_db_html(html)
    language = page.locale.language_code
    defined = {block.value.pk for block in page.body if block.block_type == "definition" and block.value}
    html = TermLinker.for_language(language).link_first_uses(html, f"/{language}/", defined)
    return mark_safe(in_language(html))  # noqa: S308  # built from our own templates and sanitised rich text


def in_language(html: str, language: str | None = None) -> str:
    """Moves the portal's own links into the active language; a page it lacks is shown in English there."""
    language = language or get_language() or settings.LANGUAGE_CODE
    codes = dict(settings.LANGUAGES)
    return LOCAL_LINK.sub(lambda f: f'href="/{language}/' if f[1] in codes else f[0], html)


@register.simple_tag
def address(target: Any, language: str = "") -> str:
    """The address of a page (or of a search row) in the reader's language, or in `language`."""
    path = target.path if hasattr(target, "place") else portal_path(target)
    return f"/{language or get_language()}/{path}"


def portal_path(page: Page) -> str:
    """A page's address without its language; works on pages that are not specific."""
    return "/".join([*page.url_path.strip("/").split("/")[1:], ""]).lstrip("/")


@register.simple_tag(takes_context=True)
def here_in(context: dict[str, Any], language: str) -> str:
    """The address of the page being shown, in another language."""
    request = context.get("request")
    rest = request.path.split("/", 2)[2] if request and request.path.count("/") > 1 else ""
    return f"/{language}/{rest}"


@register.simple_tag
def languages() -> list[dict[str, Any]]:
    """The portal's languages: code, own name, direction, and the tag that browsers and voices know."""
    rows = []
    for code, _name in settings.LANGUAGES:
        info = get_language_info(code)
        rows.append({**info, "tag": html_lang(code), "dir": "rtl" if info["bidi"] else "ltr"})
    return rows


@register.filter
def html_lang(code: str | None) -> str:
    """The language tag for HTML. Dari is fa-AF there: CLDR's name for prs, so fonts and voices fit."""
    return "fa-AF" if code == "prs" else code or "en"


@register.filter
def is_rtl(code: str | None) -> bool:
    return bool(code) and get_language_info(code)["bidi"]


@register.simple_tag
def icon(name: str, css: str = "i") -> SafeString:
    """A picture from the sprite; decoration beside words, so hidden from screen readers."""
    from django.templatetags.static import static

    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true"><use href="{}#i-{}"/></svg>', css, static("img/sprite.svg"), name
    )


@register.filter
def snippet(text: str, words: list[str]) -> SafeString:
    """About 40 words around the first hit, hits marked."""
    marked = re.compile("|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)), re.IGNORECASE) if words else None
    start = 0
    if marked and (hit := marked.search(text)):
        start = max(0, text.rfind(". ", 0, hit.start()) + 2 if hit.start() < 160 else text.rfind(" ", 0, hit.start() - 80) + 1)
    shown = ("… " if start else "") + Truncator(text[start:]).words(40, truncate=" …")
    if not marked:
        return mark_safe(escape(shown))  # noqa: S308  # escaped
    pieces, last = [], 0
    for found in marked.finditer(shown):
        pieces += [escape(shown[last : found.start()]), "<mark>", escape(found[0]), "</mark>"]
        last = found.end()
    return mark_safe("".join([*pieces, escape(shown[last:])]))  # noqa: S308  # every piece is escaped


@register.simple_tag(takes_context=True)
def query_with(context: dict[str, Any], name: str, value: str) -> str:
    """The current query string with `name` set to `value` (for page numbers)."""
    query = context["request"].GET.copy()
    query[name] = value
    return query.urlencode()


@register.simple_tag(takes_context=True)
def query_without(context: dict[str, Any], name: str, value: str) -> str:
    """The current query string without one filter."""
    query = context["request"].GET.copy()
    query.setlist(name, [v for v in query.getlist(name) if v != value])
    query.pop("page", None)
    return query.urlencode()
