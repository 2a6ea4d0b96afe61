"""The card that a person carries: eight to a sheet, and nothing in words, looks or properties that says whose it is.

Whoever searches her or her telephone finds a number to call about health and work, in a file called card.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from exports.domain.kinds import PrintoutKind
from exports.printouts import Printout
from toolkit.models import BlankFormPage
from toolkit.printouts.form_fields import Control, PrintedField, build_form_parts
from toolkit.printouts.pdf_documents import PdfDocument
from toolkit.printouts.sources import format_version_note, get_editions, make_page_address

ON_A_SHEET = 8


def build_own_card(page: BlankFormPage, kind: PrintoutKind, options: Mapping[str, str]) -> Printout:
    """The sheet as a PDF. Only the printout's own address and note, which are no part of the file, name the page."""
    language = page.locale.language_code
    edition = get_editions([page])[page.pk]
    with override(language):
        return PdfDocument(
            kind=kind,
            subject=str(page.pk),
            language=language,
            options=options,
            template="pdf/own_card.html",
            title=_("Card"),
            summary="",
            slug="card",
            mark=edition.mark,
            page_url=make_page_address(page, language),
            note=format_version_note(edition, language),
            edition_date=edition.published,
            context={"cards": build_cards(page), "filled": options["form"] == "fillable"},
            manifest={},
            fillable=options["form"] == "fillable",
            nameless=True,
        ).to_printout()


def build_cards(page: BlankFormPage) -> list[list[PrintedField]]:
    """The first part's fields, once for each card. What a voice reads of a control is what stands beside it."""
    front: list[PrintedField] = next((part["fields"] for part in build_form_parts(page)), [])
    return [
        [number_controls(one, f"{card}_{place}", card) for place, one in enumerate(front, 1)]
        for card in range(1, ON_A_SHEET + 1)
    ]


def number_controls(printed: PrintedField, name: str, card: int) -> PrintedField:
    """Its controls under names of their own: `name` says nothing of what they ask."""

    def numbered(label: Any) -> str:
        return _("%(label)s Card %(number)s") % {"label": label, "number": card}

    boxes = [
        Control(f"c{name}_{place}", numbered(box.label), box.label, box.value)
        for place, box in enumerate(printed.boxes, 1)
    ]
    return replace(printed, control=Control(f"c{name}", numbered(printed.label)), boxes=boxes)
