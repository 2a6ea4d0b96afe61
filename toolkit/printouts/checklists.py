"""One checklist on paper."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import override

from exports.domain.kinds import PrintoutKind, primary_key
from exports.printouts import Printout
from toolkit.models import ChecklistPage
from toolkit.printouts.pdf_documents import PdfDocument
from toolkit.printouts.questions import Filled, sheets
from toolkit.printouts.scripts import script_of
from toolkit.printouts.sources import Edition, address, editions, public_page, version_note


def checklist(subject: str, options: Mapping[str, str]) -> Printout:
    """The checklist with this primary key, to fill in on a screen or with a pen.

    Raises LookupError where no public checklist has it.
    """
    page = public_page(ChecklistPage, subject)
    return printed(page, editions([page])[page.pk], options)


CHECKLIST = PrintoutKind(
    kind="toolkit.checklist",
    make=checklist,
    shows={ChecklistPage: primary_key},
    file_name="{slug}-checklist-{language}-{mark}{form}",
    fillable=True,
    rendered_ahead=True,
)


def printed(
    page: ChecklistPage,
    edition: Edition,
    options: Mapping[str, str],
    filled: Filled | None = None,
    kind: PrintoutKind = CHECKLIST,
) -> Printout:
    """Any state of a checklist as paper, a draft too: who calls this answers for who may see it.

    `filled` is what stands in its fields from the start, see questions.sheets; such a file is of another kind.
    """
    language = page.locale.language_code
    fillable = options["form"] == "fillable"
    write = script_of(language).number
    with override(language):
        (sheet,) = sheets([page], {page.pk: edition}, fillable=fillable, filled=filled)
        return PdfDocument(
            kind=kind,
            subject=str(page.pk),
            language=language,
            options=options,
            template="pdf/checklist.html",
            title=_("Checklist: %(title)s") % {"title": page.title},
            summary=page.search_description or page.summary,
            slug=page.slug,
            mark=edition.mark,
            page_url=address(page, language),
            note=version_note(edition, language),
            edition_date=edition.published,
            context={"sheet": sheet, "count": write(page.question_count()), "minutes": write(page.minutes)},
            # A filled form is still the checklist for whoever reads it.
            manifest={"kind": CHECKLIST.kind, "checklists": [sheet.manifest()]},
            fillable=fillable,
        ).to_printout()
