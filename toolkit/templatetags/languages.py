"""What templates say of the languages of a page: in which it is, what is left in English, what may stand beside it."""

from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template.base import FilterExpression
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, override

from toolkit.caching.content_version import cache_per_version
from toolkit.domain.digits import DIGITS
from toolkit.domain.frames import except_words, put_marks, resolve_marks
from toolkit.domain.passages import TranslationGaps, is_of_script
from toolkit.domain.paths import portal_path
from toolkit.presenters.beside import find_second_language
from toolkit.presenters.frames import frame_words, is_framed, unframe_words
from toolkit.presenters.gaps import get_translation_gaps
from toolkit.presenters.linked_data import describe_thing, write_json_ld
from toolkit.presenters.passages import has_passages
from toolkit.presenters.translation_marks import TranslationMark, find_translation_mark
from toolkit.selectors.beside import LISTS, list_languages_of, list_languages_with
from toolkit.templatetags.portal import address, attributes_of, find_shown, here_in, html_lang, languages

register = template.Library()


class WordsNode(template.Node):
    """`content`: the language of what is shown inside, or None where our words shall come as they are."""

    def __init__(self, nodes: template.NodeList, content: FilterExpression | None) -> None:
        self.nodelist = nodes
        self.content = content

    def render(self, context: template.Context) -> SafeString:
        if self.content is None:
            with unframe_words():
                return self.nodelist.render(context)
        content, reader = str(self.content.resolve(context)), get_language()
        if content == reader:
            return self.nodelist.render(context)
        with frame_words(content):
            html = self.nodelist.render(context)
        return mark_safe(resolve_marks(html, attributes_of(reader)))  # noqa: S308  # escaped inside


@register.tag
def our_words(parser: template.base.Parser, token: template.base.Token) -> WordsNode:
    """{% our_words around CODE %}...{% endour_words %}: what is written in CODE, with all that the portal says
    itself in the reader's own language, marked as such. {% our_words plain %}: inside it, where the
    template does that itself."""
    bits = token.split_contents()
    nodes = parser.parse(("endour_words",))
    parser.delete_first_token()
    return WordsNode(nodes, parser.compile_filter(bits[2]) if bits[1] == "around" else None)


@register.filter
def ours(words: str) -> str:
    """Words that a presenter has taken in the reader's language: marked as hers inside a page of another one, unless
    there were none in her language."""
    return put_marks(str(words)) if is_framed() and is_of_script(str(words), get_language()) else words


@register.filter(is_safe=True)
def theirs(words: Any) -> Any:
    """What is shown, named inside a sentence of ours: it keeps the language of what is shown."""
    return except_words(str(words)) if words and is_framed() else words


@register.simple_tag
def side_lang_dir(language: str) -> SafeString:
    """Language and direction, whatever the reader's are."""
    return attributes_of(language)


@register.simple_tag(takes_context=True)
def translation_gaps(context: template.Context) -> TranslationGaps | None:
    """How much of what is shown is translated; None where all of it is."""
    return get_translation_gaps(find_shown(context))


@register.simple_tag(takes_context=True)
def language_links(context: template.Context) -> list[dict[str, Any]]:
    """The portal's languages, first those in which there is what the page shows. `is_there`: whether it is."""
    shown = find_shown(context)
    there = [row["code"] for row in languages()]
    if shown is not None and shown.pk:
        there = context.get("languages") or list_languages_of(shown)  # the first of a module's page, asked for already
    rows = [{**row, "is_there": row["code"] in there} for row in languages()]
    return sorted(rows, key=lambda row: not row["is_there"])


@register.simple_tag(takes_context=True)
def beside_links(context: template.Context) -> list[dict[str, str]]:
    """Where what is shown stands beside itself in another language: the address for each, the likeliest first."""
    thing, request = find_shown(context), context.get("request")
    if thing is None or request is None or not thing.pk or not has_passages(thing):
        return []
    shown = str(context.get("shown") or get_language())
    there = context.get("languages") or list_languages_of(thing)
    first = find_second_language([code for code in there if code != shown], get_language())
    others = [code for code in there if code not in (shown, first)]
    place = find_place(thing, shown)
    codes = [first, *others] if first else []
    return [{"code": code, "url": f"/{get_language()}/beside/{shown}/{code}/{place}"} for code in codes]


def find_place(thing: Any, language: str) -> str:
    """The address of a page or an entry without its language."""
    if hasattr(thing, "portal_path"):
        return portal_path(thing)
    with override(language):
        return str(thing.get_absolute_url()).split("/", 2)[2]


@register.simple_tag(takes_context=True)
def entry_alternates(context: template.Context) -> list[dict[str, str]]:
    """Where an entry of the library stands in each language that has it, as full addresses; its own first."""
    thing, request = find_shown(context), context["request"]
    if thing is None or not thing.pk:
        return []
    shown = str(context.get("shown") or settings.LANGUAGE_CODE)
    own = {row.locale.language_code: row for row in context.get("names") or []}  # a term may have an address of its own
    places = {code: find_place(own.get(code, thing), code) for code in list_languages_of(thing)}
    return write_alternates(request, places, shown)


@register.simple_tag(takes_context=True)
def linked_data(context: template.Context, url: str) -> SafeString | str:
    """What is shown, in the words of schema.org; nothing where it has none."""
    page = context.get("page")
    thing = page.specific if page is not None and page.pk else find_shown(context)
    told = describe_thing(thing, url, html_lang(context.get("shown")))
    return write_json_ld(told) if told else ""


@register.simple_tag(takes_context=True)
def list_alternates(context: template.Context) -> list[dict[str, str]]:
    """The same of a page that lists rows of the library: in each language that has any."""
    request = context["request"]
    model = LISTS[request.path_info.split("/", 2)[2]]
    if model is None:
        return place_alternates(context, list(dict(settings.LANGUAGES)))
    name = f"languages with {model.__name__}"
    return place_alternates(context, cache_per_version(request, name, lambda: list_languages_with(model)))


@register.simple_tag(takes_context=True)
def place_alternates(context: template.Context, codes: list[str], shown: str = "") -> list[dict[str, str]]:
    """This address in those languages: first the one that is `shown`, or the reader's, or else English."""
    reader = get_language() or settings.LANGUAGE_CODE
    shown = shown or (reader if reader in codes else settings.LANGUAGE_CODE)
    place = [*context["request"].path.split("/", 2), "", ""][2]  # a preview has none
    return write_alternates(context["request"], dict.fromkeys([shown, *codes], place), shown)


def write_alternates(request: HttpRequest, places: dict[str, str], shown: str) -> list[dict[str, str]]:
    """As full addresses, what is `shown` first."""
    root = request.build_absolute_uri("/")
    codes = sorted(places, key=lambda code: code != shown)
    return [{"tag": html_lang(code), "url": f"{root}{code}/{places[code]}"} for code in codes]


@register.filter
def has_own_digits(language: str) -> bool:
    """Whether its pages hold other digits than Latin ones, which a reader may have instead (static/js/digits.js)."""
    return language in DIGITS


@register.simple_tag(takes_context=True)
def find_mark(context: template.Context) -> dict[str, Any]:
    """`mark`: what is told of the translation that is shown, None where nothing is; `original`: its English address."""
    page = context.get("page")
    if get_language() == settings.LANGUAGE_CODE:
        return {"mark": None, "original": ""}
    if hasattr(page, "machine_translated"):
        return {"mark": find_translation_mark(page), "original": address(page, settings.LANGUAGE_CODE)}
    entries = (context.get(name) for name in ("provision", "instrument", "term"))
    entry = next((one for one in entries if hasattr(one, "machine_translated")), None)
    if entry is not None:
        there = f"/{settings.LANGUAGE_CODE}/{entry.get_absolute_url().split('/', 2)[2]}"
        return {"mark": find_translation_mark(entry), "original": there}
    mark = TranslationMark() if context.get("rows_by_machine") else None
    return {"mark": mark, "original": here_in(context, settings.LANGUAGE_CODE)}  # type: ignore[arg-type]
