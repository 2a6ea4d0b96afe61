"""PDFs that others made: one that unpacks a thousandfold costs little."""

import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pikepdf
import pytest

from exports.pdf import untrusted

MB = 1024 * 1024


def bomb(megabytes: int) -> bytes:
    """A PDF whose list of objects unpacks to so many megabytes; a thousandth of that as it comes."""
    pack = zlib.compressobj(9)
    packed = pack.compress(b"5 0 ") + b"".join(pack.compress(b" " * MB) for _megabyte in range(megabytes))
    packed += pack.compress(b"<</Words(here)>>") + pack.flush()
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R/Inside 5 0 R>>",
        2: b"<</Type/Pages/Kids[]/Count 0>>",
        3: b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(packed), packed),
    }
    out, rows = b"%PDF-1.7\n", [struct.pack(">BIH", 0, 0, 65535)]
    for number, content in objects.items():
        rows.append(struct.pack(">BIH", 1, len(out), 0))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    rows += [struct.pack(">BIH", 1, len(out), 0), struct.pack(">BIH", 2, 3, 0)]
    index = b"".join(rows)
    words = b"4 0 obj\n<</Type/XRef/Size 6/W[1 4 2]/Root 1 0 R/Length %d>>stream\n%b\nendstream\nendobj\n"
    return out + words % (len(index), index) + b"startxref\n%d\n%%%%EOF" % len(out)


def test_an_honest_list_of_objects_is_read() -> None:
    with untrusted.open_editable_pdf(io.BytesIO(bomb(1))) as pdf:
        assert str(pdf.Root.Inside.Words) == "here"


READ = """
import re, sys
from pathlib import Path
from exports.pdf import untrusted
with untrusted.open_editable_pdf(open(sys.argv[1], "rb")) as pdf:
    print("/Inside" in pdf.Root and pdf.Root.Inside is not None)
# Not ru_maxrss, which a process has from the one that started it.
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""


def test_one_that_bursts_is_not_unpacked(tmp_path: Path) -> None:
    """400 MB of it took 541 MB of memory."""
    file = tmp_path / "bomb.pdf"
    file.write_bytes(bomb(400))
    command = [sys.executable, "-c", READ, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    inside, megabytes = done.stdout.split()
    assert (inside, int(megabytes) < 250) == ("False", True), megabytes


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n...", b"GIF89a"])
def test_what_is_no_pdf_is_damaged(content: bytes) -> None:
    with pytest.raises(untrusted.DamagedPdfError), untrusted.open_editable_pdf(io.BytesIO(content)):
        pass


def test_a_part_of_another_kind_than_the_standard_says_is_damage() -> None:
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.Root.Names = pikepdf.Array([1])
        made.save(out)
    with pytest.raises(untrusted.DamagedPdfError), untrusted.open_editable_pdf(out) as pdf:
        pdf.Root.Names["/JavaScript"]


def test_one_with_a_password_is_locked() -> None:
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    with pytest.raises(untrusted.LockedPdfError), untrusted.open_editable_pdf(out):
        pass
