"""What is mended before the file is written."""

import re
from collections import Counter
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Dictionary

from .sample import sample
from .structure import elements


@pytest.fixture
def raw(monkeypatch):
    """The sample as WeasyPrint writes it, after it was mended and before it is finished."""
    from exports.pdf import engine

    found = []
    monkeypatch.setattr(engine, "finish", lambda raw, *_: found.append(raw) or raw)
    engine.render_pdf(sample("en"), lambda stage, page: None)
    return found[0]


def test_what_is_taken_out_is_not_written(raw):
    with pikepdf.open(BytesIO(raw)) as pdf:
        written = [thing for thing in pdf.objects if isinstance(thing, Dictionary)]
        assert sum("/S" in thing and "/K" in thing for thing in written) == len(elements(pdf))
        assert not any(thing.get("/Type") == "/OBJR" for thing in written), "each stands inside its element"
        assert Counter(thing.get("/Subtype") for thing in written)["/Link"] == 2


def test_nothing_written_names_what_is_not(raw):
    named, written = (set(re.findall(pattern, raw)) for pattern in (rb"(\d+) 0 R\b", rb"(\d+) 0 obj\b"))
    assert len(written) > 100
    assert named <= written


def test_the_file_as_written_needs_no_repair(raw):
    with pikepdf.open(BytesIO(raw)) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert pdf.get_warnings() == []
