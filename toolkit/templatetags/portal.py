"""What templates look up: a page's body with its links, addresses in the reader's language, settings."""

import re
from collections.abc import Iterable
from contextlib import nullcontext
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.db.models import prefetch_related_objects
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info, override
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from toolkit.blocks import make_anchor as anchor_of
from toolkit.caching.content_version import cache_per_version
from toolkit.domain.citations import join_words
from toolkit.domain.entry_links import find_linked, write_addresses
from toolkit.domain.gaps import mark_gaps
from toolkit.domain.paths import portal_path
from toolkit.models import keep_published
from toolkit.presenters.frames import get_surrounding_language, is_framed
from toolkit.presenters.gaps import get_translation_gaps
from toolkit.presenters.glossary_links import TermLinker
from toolkit.selectors.neighbours import PageRow, find_related_ids, get_neighbours, get_page_language, read_block_ids
from toolkit.selectors.reading import count_questions, get_closed_paths, get_provisions

register = template.Library()
register.filter("anchor", anchor_of)
register.filter("language_of", get_page_language)


@register.filter
def count_wrong_answers(form: Any) -> int:
    """Fields with an error. A form with many answers in one field counts them itself."""
    return getattr(form, "wrong_answers", 0) or len(form.errors)


LOCAL_LINK = re.compile(r'(<[a-z][^>]*?\s(?:href|action)=")/([a-z-]{2,8})/([^>]*>)')


@register.simple_tag(takes_context=True)
def feedback_address(context: template.Context) -> str:
    """Where a reader writes about the page that she reads. The address of a page that is somebody's own is not carried
    there; whether there is such a page at all is asked only there (toolkit/selectors/places.py)."""
    request = context.get("request")
    match = request and request.resolver_match
    place = request.path_info.strip("/").partition("/")[2] if request and match else ""
    is_public = match and (match.view_name == "wagtail_serve" or match.app_name in {"toolkit", "modules"})
    if not is_public or not place.isprintable() or place.split("/")[0] in {"", "feedback"}:
        return reverse("toolkit:feedback")
    return reverse("toolkit:feedback_on", args=[place])


@register.simple_tag(takes_context=True)
def body(context: template.Context, page: Any) -> SafeString:
    """The page's blocks as HTML. Links into the portal are looked up once for the whole page, glossary terms
    are linked where they first stand, and every link stays in the language the reader chose."""
    language, around, stored = get_page_language(page), get_neighbours(page), page.body.raw_data
    named = [pk for raw in stored if raw["type"] == "citation" for pk in read_block_ids(raw, "provisions")]
    provisions = get_provisions(named, context.get("request"))
    pieces, defined = [], set()
    values: dict[str, Any] = context.flatten()  # type: ignore[assignment]
    values["level"] = 2  # of a block's own heading: one below the last `heading` block
    with nullcontext() if is_framed() else override(language):
        for position, raw in enumerate(stored):
            if raw["type"] == "text":  # most of a page; its template adds nothing to what is stored
                pieces.append(raw["value"] or "")
            elif raw["type"] in {"citation", "related"}:  # what they name is there already
                cites = [provisions[pk] for pk in read_block_ids(raw, "provisions") if pk in provisions]
                value = {**raw["value"], "provisions": cites, "pages": around.named(read_block_ids(raw, "pages"))}
                file = page.body.stream_block.child_blocks[raw["type"]].meta.template
                pieces.append(render_to_string(file, {**values, "value": value}))
            else:
                block = page.body[position]
                values["place"] = position  # for ids
                pieces.append(block.render(context=values))
                if block.block_type == "heading":
                    values["level"] = 3
                if block.block_type == "definition" and block.value:
                    defined.add(block.value.pk)
        html = around.links("".join(pieces), language)
        html = expand_db_html(link_provisions(html, context.get("request")))
    linker = cache_per_version(context.get("request"), f"terms {language}", lambda: TermLinker.build(language))
    html = linker.link_first_uses(html, f"/{language}/", defined)
    return mark_safe(in_language(html))  # noqa: S308  # built from our own templates and sanitised rich text


def link_provisions(html: str, request: Any) -> str:
    """Those that a page has named before are there already; other kinds of links are Wagtail's to expand."""
    linked = find_linked(html, "provision")
    found = get_provisions(sorted(linked), request) if linked else {}
    return write_addresses(html, "provision", {pk: found[pk].get_absolute_url() for pk in linked if pk in found})


def in_language(html: str, language: str | None = None) -> str:
    """Moves the portal's own links into the active language; a page it lacks is shown in English there. A link that
    says which language it leads to (hreflang) is meant so."""
    language = language or get_language() or settings.LANGUAGE_CODE
    codes = dict(settings.LANGUAGES)

    def move(link: re.Match[str]) -> str:
        stays = link[2] not in codes or "hreflang=" in link[0]
        return link[0] if stays else f"{link[1]}/{language}/{link[3]}"

    return LOCAL_LINK.sub(move, html)


@register.simple_block_tag(takes_context=True)
def in_readers_language(context: template.Context, content: str) -> SafeString:
    """Around what is shown in another language than the reader's: its links still lead to the reader's. What a
    translation left in English is marked."""
    gaps = get_translation_gaps(find_shown(context))
    html = mark_gaps(content, gaps) if gaps else content
    return mark_safe(in_language(html))  # noqa: S308  # a rendered template


def find_shown(context: template.Context) -> Any:
    """The page, module or entry of the library that a template shows; None where it shows a list or a form."""
    things = (context.get(name) for name in ("page", "provision", "instrument", "term", "module"))
    return next((thing for thing in things if getattr(thing, "locale_id", None)), None)


@register.simple_tag(takes_context=True)
def shown_language(context: template.Context) -> str:
    """The language of what the page shows; English where the reader's own has nothing yet."""
    shown = find_shown(context)
    return get_page_language(shown) if shown is not None else get_language() or settings.LANGUAGE_CODE


@register.simple_tag
def lang_dir(shown: str) -> SafeString | str:
    """` lang="en" dir="ltr"` on what is shown in another language than what is around it; else nothing."""
    return "" if shown == get_surrounding_language() else format_html(" {}", attributes_of(shown))


@register.simple_tag
def frame_lang_dir(shown: str = "") -> SafeString | str:
    """The same for a part in the reader's own language inside what is `shown` in another; nothing where that is the
    same one."""
    return "" if shown == get_language() else format_html(" {}", attributes_of(get_language()))


@register.filter
def framed(words: str, frame: str | None) -> SafeString | str:
    """Words in the reader's own language inside what is shown in another; `frame` is what `frame_lang_dir` said."""
    return format_html("<span{}>{}</span>", frame, words) if frame else words


def attributes_of(language: str | None, direction: str = "") -> SafeString:
    direction = direction or ("rtl" if is_rtl(language) else "ltr")
    return format_html('lang="{}" dir="{}"', html_lang(language), direction)


@register.simple_tag(takes_context=True)
def html_attributes(context: template.Context) -> SafeString:
    """The language and direction of the whole page. The gallery is English and takes a look: ?theme=dark&dir=rtl."""
    if "theme" not in context:
        return attributes_of(get_language())
    plain = attributes_of("en", "rtl" if context["request"].GET.get("dir") == "rtl" else "ltr")
    theme = context["theme"]
    return format_html('{} data-theme="{}"', plain, theme) if theme in ("light", "dark") else plain


@register.simple_tag
def ask_address(kind: str, subject: object, form: str, size: str = "") -> str:
    """Where a file is asked for."""
    address = reverse("exports:ask", args=[kind, subject])
    return f"{address}?{urlencode({'form': form, **({'size': size} if size else {})})}"


@register.simple_tag(takes_context=True)
def shelf(context: template.Context) -> str:
    """The first part of the address after the language: tools, law, search."""
    request = context.get("request")
    return (request.path.split("/") + [""] * 3)[2] if request else ""


@register.simple_tag(takes_context=True)
def alternates(context: template.Context, page: Page) -> list[dict[str, str]]:
    """Where a page stands in every language that has it, as full addresses; its own language first."""
    root = context["request"].build_absolute_uri("/")
    same = get_neighbours(page).translations()
    return [{"tag": html_lang(one.code), "url": root + address(one, one.code)[1:]} for one in same]


@register.simple_tag(takes_context=True)
def readable(context: template.Context, pages: Iterable[Any]) -> list[Any]:
    """Those of `pages` that everybody may see."""
    found = [page for page in pages if page is not None and page.live]
    if found and (request := context.get("request")):
        closed = get_closed_paths(request)
        found = [page for page in found if not page.path.startswith(closed)]
    prefetch_related_objects([one for one in found if not isinstance(one, PageRow)], "locale", "alias_of__locale")
    return found


@register.simple_tag
def trail(page: Page) -> list[PageRow]:
    """The pages between home and this one."""
    return get_neighbours(page).trail()


@register.simple_tag
def further_pages(page: Any) -> list[PageRow]:
    """The related pages of `page` that its own blocks do not list yet."""
    return get_neighbours(page).named(find_related_ids(page))


@register.simple_tag
def version_of(page: Page) -> int | None:
    """The number of a page's latest publication."""
    return get_neighbours(page).version()


@register.filter
def published(entries: Iterable[Any]) -> list[Any]:
    """Of the provisions or terms that a page names, those that readers may see."""
    return keep_published(entries)


@register.filter
def listed(words: Iterable[object], stop: str = ",") -> str:
    """One after the other, with the stop of their own script between them."""
    return join_words([str(word) for word in words], stop, get_language() or "")


@register.filter
def cited(provisions: Iterable[Any]) -> str:
    """How several provisions are cited at once: “SOM Protocol, arts. 5, 16(1); CEDAW, art. 6”."""
    groups: dict[str, list[str]] = {}
    for provision in keep_published(provisions):
        groups.setdefault(provision.instrument.short, []).append(provision.number)
    rules = [join_words([short, *filter(None, merged(many))]) for short, many in groups.items()]
    return join_words(rules, ";", get_language() or "")


def merged(numbers: list[str]) -> list[str]:
    if len(numbers) > 1 and all(number.startswith("art. ") for number in numbers):
        return [f"arts. {numbers[0][5:]}", *(number[5:] for number in numbers[1:])]
    return numbers


@register.filter
def question_count(checklist: Any) -> int:
    """How many questions a checklist, or its row in a list, holds."""
    return checklist.questions if isinstance(checklist, PageRow) else count_questions(checklist)


@register.simple_tag
def address(target: Any, language: str = "") -> str:
    """The address of a page (or of a search row) in the reader's language, or in `language`."""
    path = target.path if hasattr(target, "place") else portal_path(target)
    return f"/{language or get_language()}/{path}"


@register.simple_tag(takes_context=True)
def here_in(context: dict[str, Any], language: str) -> str:
    """The address of the page being shown, in another language; a search keeps its words and filters."""
    request = context.get("request")
    rest = request.get_full_path().split("/", 2)[2] if request and request.path.count("/") > 1 else ""
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
def language_name(code: str) -> str:
    """In the reader's language; the code itself of one that nobody has a name for."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


@register.filter
def is_rtl(code: str | None) -> bool:
    return code is not None and bool(get_language_info(code)["bidi"])


@register.simple_tag
def icon(name: str, css: str = "i") -> SafeString:
    """A drawing of templates/components/icons.svg, in the page itself: it asks for no file, and shows in a copy that
    has left the portal. Decoration beside words, so hidden from screen readers."""
    box, shape = read_icons()[name]
    return format_html('<svg class="{}" viewBox="{}" aria-hidden="true">{}</svg>', css, box, shape)


@cache
def read_icons() -> dict[str, tuple[str, SafeString]]:
    """By name: the box it is drawn in, and its lines."""
    words = (settings.BASE_DIR / "templates/components/icons.svg").read_text()
    found = re.findall(r'<symbol id="([a-z-]+)" viewBox="([\d ]+)">(.*?)</symbol>', words)
    return {name: (box, mark_safe(shape)) for name, box, shape in found}  # noqa: S308  # our own file


@register.simple_tag
def icon_names() -> list[str]:
    """For the gallery."""
    return [name for name in read_icons() if not name.startswith("answer-")]


@register.simple_tag(takes_context=True)
def query_with(context: dict[str, Any], name: str, value: str) -> str:
    """The current query string with `name` set to `value`."""
    query = context["request"].GET.copy()
    query[name] = value
    return query.urlencode()
