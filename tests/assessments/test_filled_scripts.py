"""A form in her own language, filled in by hand with her own letters, comes back letter by letter.

Filled by PDFium (Chromium, Edge), Poppler (Evince, Okular) and pypdf, and read by each of them. pdf.js needs Node or
Firefox and is not tried here.
"""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from assessments import printouts
from assessments.domain.answers import Answer
from exports.pdf import Source, render_document
from exports.printouts import Printout, build_printout
from tests.assessments import pdfium, poppler
from tests.assessments.test_round_trip import OPTIONS, bring, rows
from tests.toolkit import scripts
from toolkit.models import BlankFormPage

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
# With what breaks first: half spaces, letters of one language alone, conjuncts, marks, digits and an emoji.
TYPED = {
    "ar": "موظفتان في المناوبة، ومترجمٌ واحد؛ ٢٤ ساعة (رقم 7)",
    "fa": "می‌گوید: «دو کارمند»، ۲۴ ساعت؛ گزارش‌ها؟",
    "prs": "طرزالعملِ تازه، خانهٔ امن؛ دوسیهٔ ۱۴۰۵ 👍",
    "ps": "دوه کارکوونکې، ځای نشته؛ ښه ګټه، څوک ډېر ږغ ۲۴",
    "ur": "دو ملازمین، ٹیلی فون نہیں ہے؛ ڈیسک پر ۴۲ فائلیں۔",
    "bn": "দুইজন কর্মী, ক্ষমতা ও শ্রদ্ধা; ২৪ ঘণ্টা র‍্যাব",
}


def to_bytes(printout: Printout) -> bytes:
    made = Source(
        printout.html, printout.manifest, printout.language, printout.fillable, printout.links, printout.assets
    )
    return render_document(made, seconds=60)


def with_pypdf(data: bytes, texts: dict[str, str], folder: Path) -> bytes:
    writer = pypdf.PdfWriter(clone_from=BytesIO(data))
    for page in writer.pages:
        writer.update_page_form_field_values(page, texts, auto_regenerate=False)
    writer.write(stream := BytesIO())
    return stream.getvalue()


def with_pdfium(data: bytes, texts: dict[str, str], folder: Path) -> bytes:
    return pdfium.fill(data, texts, {})


def with_poppler(data: bytes, texts: dict[str, str], folder: Path) -> bytes:
    return poppler.fill(data, list(pdfium.places_of(data, texts, {})), folder)


PROGRAMS = [with_pypdf, with_pdfium, with_poppler]


def read_by_all(data: bytes, folder: Path) -> list[set[str]]:
    """What each program reads in the fields that hold something."""
    by_pypdf = {field.get("/V") for field in (pypdf.PdfReader(BytesIO(data)).get_fields() or {}).values()}
    return [
        {str(value) for value in by_pypdf if value and not str(value).startswith("/")},
        {value for value in pdfium.read(data).values() if value},
        set(poppler.read(data, folder)),
    ]


@pytest.mark.parametrize("fill", PROGRAMS)
@pytest.mark.parametrize("language", TYPED)
def test_a_checklist_in_her_language_comes_back_as_she_filled_it_in(
    language: str, fill: Callable[..., bytes], tmp_path: Path
) -> None:
    page = scripts.checklist_in(language, 3)
    first, _second, third = [item.id for item in page.items()]
    data = to_bytes(printouts.build_filled_form(page, rows(page), OPTIONS))
    filled = fill(data, {f"n_{first}": TYPED[language], f"n_{third}": TYPED[language]}, tmp_path)
    assert read_by_all(filled, tmp_path) == [{TYPED[language]}] * 3
    assert bring(filled).answers == {first: Answer("", TYPED[language]), third: Answer("", TYPED[language])}


@pytest.mark.parametrize("language", TYPED)
def test_what_was_filled_in_for_her_is_read_by_every_program(language: str, tmp_path: Path) -> None:
    page = scripts.checklist_in(language, 3)
    data = to_bytes(printouts.build_filled_form(page, rows(page, Answer("no", TYPED[language])), OPTIONS))
    assert read_by_all(data, tmp_path) == [{TYPED[language]}] * 3


@pytest.mark.parametrize("fill", PROGRAMS)
def test_a_model_form_takes_every_script(starter: None, fill: Callable[..., bytes], tmp_path: Path) -> None:
    page = BlankFormPage.objects.live().get(slug="referral-note", locale__language_code="en")
    data = to_bytes(build_printout("toolkit.form", str(page.pk), OPTIONS))
    fields = pypdf.PdfReader(BytesIO(data)).get_fields() or {}
    names = [name for name, field in fields.items() if field.get("/FT") == "/Tx" and "/MaxLen" not in field]
    texts = dict(zip(names, TYPED.values(), strict=False))
    assert len(texts) == len(TYPED)
    assert read_by_all(fill(data, texts, tmp_path), tmp_path) == [set(texts.values())] * 3
