"""What is mended before the file is written."""

import re
import subprocess
import sys
from collections import Counter
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Dictionary

from .structure import elements

ROOT = Path(__file__).parents[3]
# In a process of its own: WeasyPrint lets Pillow take half a picture for a whole one, everywhere in a process.
MENDED = """
import sys
from exports.pdf import engine
from tests.exports.pdf.sample import sample
engine.finish_file = lambda raw, *_: raw
sys.stdout.buffer.write(engine.render_pdf(sample("en"), lambda stage, page: None))
"""


@pytest.fixture(scope="module")
def raw():
    """The sample as WeasyPrint writes it, after it was mended and before it is finished."""
    return subprocess.run([sys.executable, "-c", MENDED], capture_output=True, check=True, cwd=ROOT).stdout


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
