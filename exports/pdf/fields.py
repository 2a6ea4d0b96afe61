"""Make the form fields WeasyPrint wrote into fields that viewers fill and readers read back.

WeasyPrint lists a radio both in its group and beside it, under a doubled name (PDFium then loses the
choice), numbers the choices, and leaves the drawing of fields to the viewer, which PDF/A forbids.
Typing uses unembedded Helvetica: no viewer tried shows typed right-to-left text better with an
embedded font, and a blank form draws nothing with it.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import pydyf

from .appearances import FieldAppearances
from .contract import FormControl
from .unwritten import get_object, iterate_pages, omit_object

FONT_AND_SIZE = re.compile(rb"/(\S+)\s+([\d.]+)\s+Tf")
RIGHT_ALIGNED = 2
DOT_CHARACTER, TICK_CHARACTER = "l", "4"  # of ZapfDingbats, for viewers that draw the mark themselves

type Field = Any  # a pydyf.Dictionary, which mypy cannot see into


def mend_fields(pdf: pydyf.PDF, controls: Mapping[str, FormControl], *, right_to_left: bool) -> None:
    """Mend every field of the file; `controls` tells what each stands for. Without a form: nothing."""
    form = pdf.catalog.get("AcroForm")
    if form is None:
        return
    looks = FieldAppearances(pdf)
    fields = [field for field in (get_object(pdf, one) for one in form["Fields"]) if "Parent" not in field]
    type_fonts: set[str] = set()
    for field in fields:
        control = controls[field["T"].string]
        if control.kind == "radio":
            _mend_group(field, control, looks)
        elif control.kind == "checkbox":
            _mend_button(field, control.value, looks)
            field["V"] = field["AS"]
        else:
            type_fonts.add(_mend_entry(field, control, looks, right_to_left))
    _drop_fonts(pdf, type_fonts)
    helvetica = pydyf.Dictionary(
        {"Type": "/Font", "Subtype": "/Type1", "BaseFont": "/Helvetica", "Encoding": "/WinAnsiEncoding"}
    )
    pdf.add_object(helvetica)
    resources = pydyf.Dictionary({"Font": pydyf.Dictionary({"Helv": helvetica.reference})})
    references = pydyf.Array([field.reference for field in fields])
    pdf.catalog["AcroForm"] = pydyf.Dictionary({"Fields": references, "DR": resources, "DA": _font("10")})


def entry_size(rectangle: Iterable[Any]) -> tuple[float, float]:
    """Return the width and height in points of a widget's rectangle."""
    left, bottom, right, top = (float(edge) for edge in rectangle)
    return round(right - left, 2), round(top - bottom, 2)


def _short_text(text: str) -> pydyf.String:
    """A text in one byte a character where PDF's own alphabet has all of them, else in two."""
    try:
        return pydyf.String(text.encode("pdfdoc"))
    except UnicodeEncodeError:
        return pydyf.String(text)


def _font(size: str) -> pydyf.String:
    return pydyf.String(f"/Helv {float(size):g} Tf 0 g")


def _mend_group(group: Field, control: FormControl, looks: FieldAppearances) -> None:
    """One field for the question; its kids are widgets that differ by token."""
    group["V"] = "/Off"
    for reference, token in zip(group["Kids"], group.pop("Opt"), strict=True):
        widget = get_object(looks.pdf, reference)
        _mend_button(widget, token.string, looks, radio=True)
        for key in ("T", "TU", "FT", "V"):
            widget.pop(key, None)
        if widget["AS"] != "/Off":
            group["V"] = widget["AS"]
    group["TU"] = _short_text(control.title)


def _mend_button(widget: Field, token: str, looks: FieldAppearances, *, radio: bool = False) -> None:
    """Let the on state be called `token`, and draw both states."""
    _straighten(widget)
    size = entry_size(widget["Rect"])
    on = looks.dot(*size) if radio else looks.tick(*size)
    for drawing in widget["AP"]["N"].values():
        omit_object(get_object(looks.pdf, drawing))
    widget["AP"] = pydyf.Dictionary({"N": pydyf.Dictionary({token: on, "Off": looks.empty_button()})})
    widget["AS"] = "/Off" if widget["AS"] == "/Off" else f"/{token}"
    widget["MK"] = pydyf.Dictionary({"CA": pydyf.String(DOT_CHARACTER if radio else TICK_CHARACTER)})
    widget["TU"] = widget["Contents"] = _short_text(widget["TU"].string)
    widget.pop("Border", None)


def _mend_entry(field: Field, control: FormControl, looks: FieldAppearances, right_to_left: bool) -> str:
    """Text or select: value, blank appearance, typing font. Returns the page font it named before."""
    _straighten(field)
    found = FONT_AND_SIZE.search(field["DA"].string)
    font, size = (found[1].decode(), found[2].decode()) if found else ("", "10")
    field["V"] = pydyf.String(control.value)
    field["AP"] = pydyf.Dictionary({"N": looks.blank()})
    field["DA"] = _font(size)
    field["TU"] = field["Contents"] = _short_text(control.title)
    if right_to_left and field["FT"] == "/Tx":
        field["Q"] = RIGHT_ALIGNED
    return font


def _straighten(widget: Field) -> None:
    """Write the rectangle with its lower left corner first, to a hundredth of a point."""
    x0, y0, x1, y1 = (round(edge, 2) for edge in widget["Rect"])
    widget["Rect"] = pydyf.Array([min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)])


def _drop_fonts(pdf: pydyf.PDF, names: set[str]) -> None:
    """Take the form font out of the pages' resources, unless a page draws with it after all."""
    steps = (step for _, _, content in iterate_pages(pdf) for step in content.stream if isinstance(step, bytes))
    drawn = {step[1:].split()[0].decode() for step in steps if step.endswith(b" Tf")}
    for _, page, _ in iterate_pages(pdf):
        fonts = get_object(pdf, get_object(pdf, page["Resources"])["Font"])
        for name in names - drawn:
            fonts.pop(name, None)
