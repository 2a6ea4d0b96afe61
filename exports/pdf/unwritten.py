"""The file before it is written: pydyf's objects, which name one another by reference, such as b"12 0 R"."""

from collections.abc import Iterator
from typing import Any

import pydyf


def get_object(pdf: pydyf.PDF, reference: bytes) -> Any:
    """Return the object a reference names."""
    return pdf.objects[int(reference.split()[0])]


def omit_object(unwanted: pydyf.Object) -> None:
    """Do not write an object. Its number stays, as free: the others keep theirs."""
    unwanted.free = "f"


def iterate_pages(pdf: pydyf.PDF) -> Iterator[tuple[bytes, pydyf.Dictionary, pydyf.Stream]]:
    """Yield each page's reference, the page, and what it draws."""
    for reference in pdf.page_references:
        page = get_object(pdf, reference)
        yield reference, page, get_object(pdf, page["Contents"])
