"""Make the form fields WeasyPrint wrote into fields that viewers fill and readers read back.

WeasyPrint lists a radio both in its group and beside it, under a doubled name (PDFium then loses the
choice), numbers the choices, and leaves the drawing of fields to the viewer, which PDF/A forbids.
Typing uses unembedded Helvetica: no viewer tried shows typed right-to-left text better with an
embedded font, and a blank form draws nothing with it.
"""

import re
from collections.abc import Mapping

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from .appearances import Appearances
from .contract import Control

FONT_AND_SIZE = re.compile(rb"/(\S+)\s+([\d.]+)\s+Tf")
RIGHT_ALIGNED = 2
DOT_CHARACTER, TICK_CHARACTER = "l", "4"  # of ZapfDingbats, for viewers that draw the mark themselves


def mend_fields(pdf: pikepdf.Pdf, controls: Mapping[str, Control], *, right_to_left: bool) -> None:
    """Mend every field of the file; `controls` tells what each stands for. Without a form: nothing."""
    form = pdf.Root.get("/AcroForm")
    if form is None:
        return
    looks = Appearances(pdf)
    fields = [field for field in form.Fields if "/Parent" not in field]
    type_fonts: set[str] = set()
    for field in fields:
        control = controls[str(field.T)]
        if control.kind == "radio":
            _mend_group(field, control, looks)
        elif control.kind == "checkbox":
            _mend_button(field, control.value, looks)
            field.V = field.AS
        else:
            type_fonts.add(_mend_entry(field, control, looks, right_to_left))
    _drop_fonts(pdf, type_fonts)
    helvetica = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    resources = Dictionary(Font=Dictionary(Helv=pdf.make_indirect(helvetica)))
    pdf.Root.AcroForm = Dictionary(Fields=Array(fields), DR=resources, DA=String("/Helv 10 Tf 0 g"))


def short_text(text: str) -> String:
    """A text in one byte a character where PDF's own alphabet has all of them, else in two."""
    try:
        return String(text.encode("pdfdoc"))
    except UnicodeEncodeError:
        return String(text)


def entry_size(widget: pikepdf.Object) -> tuple[float, float]:
    """Return a widget's width and height in points."""
    left, bottom, right, top = (float(edge) for edge in widget.Rect)
    return round(right - left, 2), round(top - bottom, 2)


def _mend_group(group: pikepdf.Object, control: Control, looks: Appearances) -> None:
    """One field for the question; its kids are widgets that differ by token."""
    chosen: pikepdf.Object = Name.Off
    for widget, token in zip(group.Kids, group.Opt, strict=True):
        _mend_button(widget, str(token), looks, radio=True)
        for key in ("/T", "/TU", "/FT", "/V"):
            if key in widget:
                del widget[key]
        state = widget.AS
        if state != Name.Off:
            chosen = state
    del group["/Opt"]
    group.V = chosen
    group.TU = short_text(control.title)


def _mend_button(widget: pikepdf.Object, token: str, looks: Appearances, *, radio: bool = False) -> None:
    """Let the on state be called `token`, and draw both states."""
    _straighten(widget)
    size = entry_size(widget)
    on = looks.dot(*size) if radio else looks.tick(*size)
    widget.AP = Dictionary(N=Dictionary({f"/{token}": on, "/Off": looks.empty_button()}))
    widget.AS = Name.Off if str(widget.get("/AS", "/Off")) == "/Off" else Name(f"/{token}")
    widget.MK = Dictionary(CA=String(DOT_CHARACTER if radio else TICK_CHARACTER))
    widget.Contents = short_text(str(widget.TU))
    if "/T" in widget:
        widget.TU = widget.Contents
    if "/Border" in widget:
        del widget["/Border"]


def _mend_entry(field: pikepdf.Object, control: Control, looks: Appearances, right_to_left: bool) -> str:
    """Text or select: value, blank appearance, typing font. Returns the page font it named before."""
    _straighten(field)
    found = FONT_AND_SIZE.search(bytes(field.DA))
    font, size = (found[1].decode(), found[2].decode()) if found else ("", "10")
    field.V = String(control.value)
    field.AP = Dictionary(N=looks.blank())
    field.DA = String(f"/Helv {float(size):g} Tf 0 g")
    field.TU = field.Contents = short_text(control.title)
    if right_to_left and str(field.FT) == "/Tx":
        field.Q = RIGHT_ALIGNED
    return font


def _straighten(widget: pikepdf.Object) -> None:
    """Write the rectangle with its lower left corner first, to a hundredth of a point."""
    x0, y0, x1, y1 = (round(float(edge), 2) for edge in widget.Rect)
    widget.Rect = Array([min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)])


def _drop_fonts(pdf: pikepdf.Pdf, names: set[str]) -> None:
    """Take the form font out of the pages' resources, unless a page draws with it after all."""
    for page in pdf.pages:
        fonts = page.obj.Resources.get("/Font")
        content = page.obj.Contents.read_bytes()
        for name in names:
            if f"/{name} ".encode() in content:
                return
        if fonts is not None:
            for name in names & {key[1:] for key in fonts.keys()}:  # noqa: SIM118  a pikepdf object
                del fonts[f"/{name}"]
