"""Each language's sample is rendered once for all tests of this folder."""

import functools
from collections.abc import Callable, Iterator
from io import BytesIO

import pikepdf
import pytest

from exports.pdf import render_document

from .sample import sample


@functools.cache
def _sample_bytes(language: str) -> bytes:
    return render_document(sample(language))


@pytest.fixture
def sample_bytes() -> Callable[[str], bytes]:
    """Return a function: language -> the finished sample."""
    return _sample_bytes


@pytest.fixture
def sample_pdf() -> Iterator[Callable[[str], pikepdf.Pdf]]:
    """Return a function: language -> the finished sample, opened."""
    opened = []

    def open_sample(language: str) -> pikepdf.Pdf:
        opened.append(pikepdf.open(BytesIO(_sample_bytes(language))))
        return opened[-1]

    yield open_sample
    for pdf in opened:
        pdf.close()
