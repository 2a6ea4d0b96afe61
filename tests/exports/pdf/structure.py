"""Read a file's structure tree the way a screen reader does."""

import functools
from collections.abc import Iterator
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary


@functools.lru_cache(maxsize=8)
def opened(data: bytes) -> pikepdf.Pdf:
    """Open a finished file; kept open a while, as its objects die with it."""
    return pikepdf.open(BytesIO(data))


def kids(element: pikepdf.Object) -> list[pikepdf.Object]:
    """Return an element's kids as a list."""
    found = element.get("/K")
    return [] if found is None else list(found) if isinstance(found, Array) else [found]


def elements(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    """Return all structure elements in reading order."""

    def walk(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
        yield element
        for kid in kids(element):
            if isinstance(kid, Dictionary) and "/S" in kid:
                yield from walk(kid)

    return list(walk(pdf.Root.StructTreeRoot.K[0]))


def tagged(pdf: pikepdf.Pdf, tag: str) -> list[pikepdf.Object]:
    """Return the elements with a tag, such as "P"."""
    return [element for element in elements(pdf) if f"/{tag}" == element.S]


def fields(pdf: pikepdf.Pdf) -> dict[str, pikepdf.Object]:
    """Return the form's fields by name."""
    return {str(field.T): field for field in pdf.Root.AcroForm.Fields}


def annotations(pdf: pikepdf.Pdf, subtype: str) -> list[pikepdf.Object]:
    """Return all annotations of a subtype, such as "Link"."""
    return [note for page in pdf.pages for note in page.obj.get("/Annots", []) if note.Subtype == f"/{subtype}"]
