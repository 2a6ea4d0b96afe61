"""The working kit on paper: cards, flows, forms. Each kind of page has its own sheet size."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import override
from wagtail.models import Page

from exports.domain.kinds import PrintoutKind, SubjectsOf, primary_key
from exports.printouts import Printout
from toolkit.models import (
    BlankFormPage,
    CasePage,
    KitPage,
    LearningPage,
    PathPage,
    Provision,
    SentencesPage,
    ShortPage,
    SignsPage,
)
from toolkit.presenters.kit import (
    build_kit_context,
    case_context,
    form_context,
    learning_context,
    sentences_context,
    signs_context,
)
from toolkit.presenters.printed_paths import build_card_context, build_flow_context, build_sentences_card
from toolkit.presenters.translation_marks import find_translation_mark
from toolkit.printouts.bodies import PageBodies
from toolkit.printouts.form_fields import build_form_parts
from toolkit.printouts.naming import name_all
from toolkit.printouts.own_cards import build_own_card
from toolkit.printouts.pdf_documents import PdfDocument
from toolkit.printouts.sources import (
    fetch_public_page,
    format_version_note,
    get_editions,
    make_page_address,
    prefetch_instruments,
)

Context = Callable[[Any, Mapping[str, str]], dict[str, Any]]


@dataclass(frozen=True)
class KitSheet:
    """How one kind of page is printed. `paper`: a size of its own, "" for what the reader chose."""

    model: type[KitPage]
    template: str
    context: Context
    paper: str = ""
    fillable: bool = False


def paths_that_say(page: SentencesPage) -> Iterator[str]:
    """Primary keys of the paths whose screens hold words to say."""
    yield from map(str, PathPage.objects.values_list("pk", flat=True))


def declare(name: str, sheet: KitSheet, shows: Mapping[type[Page], SubjectsOf] | None = None) -> PrintoutKind:
    def make(subject: str, options: Mapping[str, str]) -> Printout:
        page = fetch_public_page(sheet.model, subject)
        if getattr(page, "is_card", False):
            return build_own_card(page, kind, options)
        return build_kit_printout(page, sheet, kind, options)

    kind = PrintoutKind(
        kind=f"toolkit.{name}",
        make=make,
        shows={sheet.model: primary_key, **name_all(sheet.model), **(shows or {})},
        file_name="{slug}-{language}-{mark}{form}" if sheet.fillable else f"{{slug}}-{name}-{{language}}-{{mark}}",
        fillable=sheet.fillable,
    )
    return kind


def build_kit_printout(page: Any, sheet: KitSheet, kind: PrintoutKind, options: Mapping[str, str]) -> Printout:
    """Any state of a page of the kit as paper: who calls this answers for who may see it."""
    language = page.locale.language_code
    edition = get_editions([page])[page.pk]
    with override(language):
        document = PdfDocument(
            kind=kind,
            subject=str(page.pk),
            language=language,
            translation=find_translation_mark(page),
            options=options,
            template=sheet.template,
            title=getattr(page, "short_title", "") or page.title,
            summary=page.search_description or page.summary,
            slug=page.slug,
            mark=edition.mark,
            page_url=make_page_address(page, language),
            note=format_version_note(edition, language),
            edition_date=edition.published,
            context={"page": page, **sheet.context(page, options)},
            manifest={"page": edition.manifest(page)},
            fillable=sheet.fillable and options["form"] == "fillable",
            paper=sheet.paper,
        )
        document.assets = document.context.get("assets", {})
        prefetch_instruments(provisions_of(document.context))
        return document.to_printout()


def provisions_of(context: Mapping[str, Any]) -> Iterable[Provision]:
    yield from context.get("provisions", [])
    yield from (row["provision"] for row in context.get("rights", []))


def without_options(context: Callable[[Any, Any], dict[str, Any]]) -> Context:
    return lambda page, options: context(page, None)


def short_body(page: ShortPage, options: Mapping[str, str]) -> dict[str, Any]:
    bodies = PageBodies([page], page.locale.language_code)
    return {**build_kit_context(page), "body": bodies.html(page, "s"), "assets": bodies.assets}


def form_fields(page: BlankFormPage, options: Mapping[str, str]) -> dict[str, Any]:
    return {**form_context(page, None), "fields": build_form_parts(page), "filled": options["form"] == "fillable"}


SIGNS = declare("signs", KitSheet(SignsPage, "pdf/signs.html", without_options(signs_context), paper="a5"))
PATH = declare("path", KitSheet(PathPage, "pdf/path.html", build_flow_context), {SentencesPage: paths_that_say})
PATH_CARD = declare("card", KitSheet(PathPage, "pdf/card.html", build_card_context, paper="a6"))
SENTENCES = declare("sentences", KitSheet(SentencesPage, "pdf/sentences.html", without_options(sentences_context)))
TEN_SENTENCES = declare(
    "ten-sentences", KitSheet(SentencesPage, "pdf/ten_sentences.html", build_sentences_card, paper="a6")
)
FORM = declare("form", KitSheet(BlankFormPage, "pdf/form.html", form_fields, fillable=True))
CASE = declare("case", KitSheet(CasePage, "pdf/case.html", without_options(case_context)))
SHORT = declare("short", KitSheet(ShortPage, "pdf/short.html", short_body, paper="a5"))
LEARNING = declare("learning", KitSheet(LearningPage, "pdf/learning.html", without_options(learning_context)))

KIT = [SIGNS, PATH, PATH_CARD, SENTENCES, TEN_SENTENCES, FORM, CASE, SHORT, LEARNING]
