"""One checklist on paper."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import override

from exports.domain.kinds import PrintoutKind, primary_key
from exports.printouts import Printout
from toolkit.models import ChecklistPage
from toolkit.presenters.translation_marks import find_translation_mark
from toolkit.printouts.naming import name_library
from toolkit.printouts.pdf_documents import PdfDocument
from toolkit.printouts.questions import Filled, build_printed_checklists
from toolkit.printouts.scripts import get_script
from toolkit.printouts.sources import (
    PageEdition,
    fetch_public_page,
    format_version_note,
    get_editions,
    make_page_address,
)


def build_public_checklist(subject: str, options: Mapping[str, str]) -> Printout:
    """The checklist with this primary key, to fill in on a screen or with a pen.

    Raises LookupError where no public checklist has it.
    """
    page = fetch_public_page(ChecklistPage, subject)
    return build_checklist_printout(page, get_editions([page])[page.pk], options)


CHECKLIST = PrintoutKind(
    kind="toolkit.checklist",
    make=build_public_checklist,
    shows={ChecklistPage: primary_key, **name_library(ChecklistPage)},
    file_name="{slug}-checklist-{language}-{mark}{form}",
    fillable=True,
    rendered_ahead=(ChecklistPage,),
    forms=("fillable", "paper"),
)


def build_checklist_printout(
    page: ChecklistPage,
    edition: PageEdition,
    options: Mapping[str, str],
    filled: Filled | None = None,
    kind: PrintoutKind = CHECKLIST,
) -> Printout:
    """Any state of a checklist as paper, a draft too: who calls this answers for who may see it.

    `filled` is what stands in its fields from the start, see questions.sheets; such a file is of another kind.
    """
    language = page.locale.language_code
    fillable = options["form"] == "fillable"
    write = get_script(language).number
    with override(language):
        (sheet,) = build_printed_checklists([page], {page.pk: edition}, fillable=fillable, filled=filled)
        return PdfDocument(
            kind=kind,
            subject=str(page.pk),
            language=language,
            translation=find_translation_mark(page),
            options=options,
            template="pdf/checklist.html",
            title=_("Checklist: %(title)s") % {"title": page.title},
            summary=page.search_description or page.summary,
            slug=page.slug,
            mark=edition.mark,
            page_url=make_page_address(page, language),
            note=format_version_note(edition, language),
            edition_date=edition.published,
            context={"sheet": sheet, "count": write(page.question_count()), "minutes": write(page.minutes)},
            # A filled form is still the checklist for whoever reads it.
            manifest={"kind": CHECKLIST.kind, "checklists": [sheet.manifest()]},
            fillable=fillable,
            pages=[page],
        ).to_printout()
