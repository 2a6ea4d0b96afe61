"""Files made to do harm, and a process of its own that reads them and says what that took (D28).

Also a program: `python -m tests.assessments.hostile FILE...`; the word "stream" stands for an upload of 300 MB.
"""

import json
import os
import resource
import subprocess
import sys
import time
import uuid
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

MOST_ADDRESSES = 1 << 30  # a reader that goes astray ends here, and not with the machine
STREAM = 300 << 20


def pdf(attached: list[tuple[bytes, bytes]], form: bytes = b"<</Fields[]>>") -> bytes:
    """A PDF with these attachments: the words of each stream's dictionary, and its bytes."""
    tree = b" ".join(b"(m%d.json) %d 0 R" % (number, 3 + 2 * number) for number in range(len(attached)))
    root = b"<</Type/Catalog/Pages 2 0 R/AcroForm %b/Names<</EmbeddedFiles<</Names[%b]>>>>>>" % (form, tree)
    objects = [root, b"<</Type/Pages/Kids[]/Count 0>>"]
    for number, (words, content) in enumerate(attached):
        objects.append(b"<</Type/Filespec/F(m.json)/UF(m.json)/EF<</F %d 0 R>>>>" % (4 + 2 * number))
        objects.append(b"<<%b/Length %d>>stream\n%b\nendstream" % (words, len(content), content))
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    index = b"xref\n0 %d\n0000000000 65535 f \n%btrailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF"
    return out + index % (size, rows, size, len(out))


def packed(content: bytes) -> tuple[bytes, bytes]:
    return b"/Filter/FlateDecode", zlib.compress(content, 9)


def twice_packed(content: bytes) -> tuple[bytes, bytes]:
    return b"/Filter[/FlateDecode/FlateDecode]", zlib.compress(zlib.compress(content, 9), 9)


def xlsx(*rows: list[Any], **facts: str) -> bytes:
    """A spreadsheet as if taken along from here."""
    import xlsxwriter

    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_numbers": False})
    for name, table in (
        ("Answers", [["id"], *rows]),
        ("Source", ({"checklist": str(uuid.uuid4())} | facts).items()),
    ):
        sheet = book.add_worksheet(name)
        for number, row in enumerate(table):
            sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def changed(part: str, change: Callable[[bytes], bytes], name: str = "") -> bytes:
    """A spreadsheet of which one part is another, or is called otherwise."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(xlsx())) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.namelist():
            content = before.read(entry)
            after.writestr(name or entry if entry == part else entry, change(content) if entry == part else content)
    return out.getvalue()


def more(part: str, before: bytes, content: bytes) -> bytes:
    """A spreadsheet that has `content` before the last of these closing tags."""

    def change(text: bytes) -> bytes:
        assert before in text, text
        return content.join([text[: text.rindex(before)], text[text.rindex(before) :]])

    return changed(part, change)


def entries(count: int) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(count):
            archive.writestr(f"{number}", b"")
    return out.getvalue()


def names_of_styles(count: int) -> bytes:
    return b"".join(b'<cellStyle name="n%d" xfId="0"/>' % number for number in range(count))


def with_macros() -> bytes:
    out = BytesIO(xlsx())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x" * 1000)
    return out.getvalue()


SHEET, TEXTS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
ZEROS = 70_000_000
ROOM = 4 * 1024 * 1024 - 100
MANIFEST = b'{"checklists": [%b{}]}' % (b"{}," * (ROOM // 3))
# What it is -> how it is made, and the sentence it gets.
Bombs = dict[str, tuple[Callable[[], bytes], str]]
BOMBS: dict[str, Bombs] = {
    "PDF": {
        "six attachments of 70 MB": (lambda: pdf([packed(bytes(ZEROS))] * 6), "damaged"),
        "zeros packed twice": (lambda: pdf([twice_packed(bytes(500_000_000))]), "damaged"),
        "a manifest of brackets": (lambda: pdf([packed(MANIFEST)] * 6), "not a form of this portal"),
        "many fields with many buttons": (
            lambda: pdf([packed(b'{"checklists": []}')], b"<</Fields[%b]>>" % (b"1 0 R " * 99_000)),
            "far more fields",
        ),
    },
    "XLSX": {
        "800,000 rows": (lambda: more(SHEET, b"</sheetData>", b"<row><c/></row>" * 800_000), "was not opened"),
        "100,000 shared texts": (lambda: more(TEXTS, b"</sst>", b"<si><t/></si>" * 100_000), "was not opened"),
        "40,000 styles": (lambda: more(STYLES, b"</cellXfs>", b"<xf/>" * 40_000), "was not opened"),
        "30,000 names of styles": (lambda: more(STYLES, b"</cellStyles>", names_of_styles(30_000)), "was not opened"),
        "one tag that never ends": (
            lambda: more(SHEET, b"</sheetData>", b"<row %b/>" % b" ".join(b'a%d=""' % n for n in range(1_000_000))),
            "was not opened",
        ),
        "styles in the alphabet of mainframes": (
            lambda: changed(
                STYLES,
                lambda text: (
                    b'<?xml version="1.0" encoding="cp037"?>'
                    + text.decode()
                    .partition("?>")[2]
                    .replace("</cellXfs>", "<xf/>" * 40_000 + "</cellXfs>")
                    .encode("cp037")
                ),
            ),
            "was not opened",
        ),
        "200,000 entries": (lambda: entries(100_000), "was not opened"),
    },
    "JSON": {
        "10 MB of brackets": (lambda: b'{"a": [%b{}]}' % (b"{}," * 3_400_000), "was not opened"),
        "4 MB of brackets": (lambda: b'{"a": [%b{}]}' % (b"{}," * (ROOM // 3)), "was not opened"),
        "brackets in brackets": (lambda: b'{"a": ' + b"[" * 90_000, "cannot be read"),
    },
    "macros": {"a spreadsheet with a program": (with_macros, "macros")},
}


def measured(*files: bytes, folder: Path) -> list[dict[str, Any]]:
    """What a process says of these files: the sentence, seconds of the processor, and the most memory it had by then, in MB."""
    paths = [folder / f"{number}" for number, _content in enumerate(files)]
    for path, content in zip(paths, files, strict=True):
        path.write_bytes(content)
    command = [sys.executable, "-m", "tests.assessments.hostile", *map(str, paths or ["stream"])]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


class Stream:
    """The body of an upload of 300 MB, which is nowhere as a whole."""

    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'

    def __init__(self) -> None:
        self.left = STREAM

    def read(self, size: int = 1 << 16) -> bytes:
        if self.head:
            head, self.head = self.head, b""
            return head
        if self.left <= 0:
            return b""
        self.left -= size
        return bytes(size) if self.left > 0 else b"\r\n--x--\r\n"


def answer_to_stream() -> str:
    from django.http import HttpRequest
    from django.http.multipartparser import MultiPartParser

    from assessments.forms.importing import AnswersFileForm
    from assessments.uploads.memory import InMemoryUploadHandler

    facts = {"CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": STREAM}
    post, files = MultiPartParser(facts, Stream(), [InMemoryUploadHandler(HttpRequest())]).parse()  # type: ignore[arg-type]
    return " ".join(AnswersFileForm(post, files).errors.get("file", []))


def answer_to_file(path: str) -> str:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from assessments.uploads import InvalidAnswersError, read_answers

    try:
        return repr(read_answers(SimpleUploadedFile("x", Path(path).read_bytes()), "x"))
    except InvalidAnswersError as refusal:
        return str(refusal)


def highest() -> float:
    """ru_maxrss would be that of the process which started this one."""
    (line,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


def main(*names: str) -> None:
    import django

    resource.setrlimit(resource.RLIMIT_AS, (MOST_ADDRESSES, MOST_ADDRESSES))
    django.setup()
    for name in names:
        began = time.process_time()  # other tests run beside this one
        said = answer_to_stream() if name == "stream" else answer_to_file(name)
        print(json.dumps({"said": said, "seconds": time.process_time() - began, "megabytes": highest()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
