"""Fills a form as Chromium's and Edge's viewer do: with the mouse and the keyboard of PDFium, the engine of both."""

import ctypes
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from typing import Any

import pypdf
import pypdfium2
from pypdfium2 import raw


def fill(data: bytes, texts: dict[str, str], marks: dict[str, str]) -> bytes:
    """The file after somebody typed `texts` letter by letter and clicked `marks` ("/partly"), by the fields' names."""
    places = list(places_of(data, texts, marks))
    document = pypdfium2.PdfDocument(data)
    document.init_forms()
    assert document.formenv is not None, "This file has no form."
    form = document.formenv.raw
    for number, (x, y), words in places:
        page = document[number]
        raw.FORM_OnMouseMove(form, page, 0, x, y)
        raw.FORM_OnLButtonDown(form, page, 0, x, y)
        raw.FORM_OnLButtonUp(form, page, 0, x, y)
        for letter in words:
            for unit in utf16(letter):
                raw.FORM_OnChar(form, page, unit, 0)
        raw.FORM_ForceToKillFocus(form)
    saved = BytesIO()
    document.save(saved)
    return saved.getvalue()


def places_of(
    data: bytes, texts: dict[str, str], marks: dict[str, str]
) -> Iterator[tuple[int, tuple[float, float], str]]:
    """(page, where to click, what to type) for each field, found by pypdf in the same file."""
    for number, page in enumerate(pypdf.PdfReader(BytesIO(data)).pages):
        for annotation in page.get("/Annots", []):
            widget = annotation.get_object()
            group = widget["/Parent"].get_object() if "/Parent" in widget else {}
            name = widget.get("/T") or group.get("/T")
            left, low, right, high = (float(side) for side in widget["/Rect"])
            middle = ((left + right) / 2, (low + high) / 2)
            if name in texts:
                yield number, (left + 4, high - 6), texts[name]
            elif name in marks and marks[name] in widget.get("/AP", {}).get("/N", {}):
                yield number, middle, ""


def utf16(letter: str) -> list[int]:
    code = letter.encode("utf-16-le")
    return [int.from_bytes(code[at : at + 2], "little") for at in range(0, len(code), 2)]


def read(data: bytes) -> dict[str, str]:
    """What a viewer with this engine shows in each text field, by its name."""
    document = pypdfium2.PdfDocument(data)
    document.init_forms()
    assert document.formenv is not None, "This file has no form."
    form, found = document.formenv, {}
    for page in document:
        for index in range(raw.FPDFPage_GetAnnotCount(page)):
            field = raw.FPDFPage_GetAnnot(page, index)
            if raw.FPDFAnnot_GetFormFieldType(form, field) == raw.FPDF_FORMFIELD_TEXTFIELD:
                name = wide(partial(raw.FPDFAnnot_GetFormFieldName, form, field))
                found[name] = wide(partial(raw.FPDFAnnot_GetFormFieldValue, form, field))
            raw.FPDFPage_CloseAnnot(field)
    return found


def wide(ask: Callable[[Any, int], int]) -> str:
    """PDFium's way to hand over a text: asked for its length first."""
    length = ask(None, 0)
    buffer = ctypes.create_string_buffer(length)
    ask(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
    return buffer.raw.decode("utf-16-le").rstrip("\0")
