"""What may be kept as evidence, and what is refused with a sentence (D28)."""

import io
import struct
import tracemalloc
import zipfile
import zlib

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps

from accounts.sealing import decrypt_bytes, encrypt_bytes, generate_file_key
from assessments.uploads.evidence import MOST_BYTES, AcceptedFile, clean_file_name, examine_file

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def paper(**root: object) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        for name, value in root.items():
            document.Root[f"/{name}"] = value
        document.save(out)
    return out.getvalue()


def pointed() -> bytes:
    """A PDF whose first deed is named elsewhere in the file."""
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        kind = document.make_indirect(pikepdf.Name.JavaScript)
        document.Root.OpenAction = pikepdf.Dictionary(S=kind, JS="app.alert(1)")
        document.save(out)
    return out.getvalue()


def in_a_stream(packing: bytes) -> bytes:
    """A PDF whose first object lies in a stream, packed so."""
    holder = b"1 0 obj<</Type/ObjStm/N 1/First 4/Filter%b/Length 20>>stream\n2 0 <</Type/Catalog>>\nendstream endobj\n"
    data = b"%PDF-1.7\n" + holder % packing
    rows = [(0, 0, 255), (1, len(b"%PDF-1.7\n"), 0), (2, 1, 0), (1, len(data), 0)]
    index = b"".join(struct.pack(">BHB", *row) for row in rows)
    words = b"3 0 obj<</Type/XRef/Size 4/W[1 2 1]/Root 2 0 R/Length %d>>stream\n%b\nendstream endobj\n"
    return data + words % (len(index), index) + b"startxref\n%d\n%%%%EOF" % len(data)


def archive(how: int = zipfile.ZIP_DEFLATED, **entries: bytes | str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as file:
        for name, content in entries.items():
            file.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def word(kind: str = f"{WORD}.main+xml", **more: bytes) -> bytes:
    entries = {"[Content_Types].xml": f'<Types><Override ContentType="{kind}"/></Types>', "word__document.xml": "<w/>"}
    return archive(**{**entries, **more})


def picture(form: str = "JPEG", size: tuple[int, int] = (40, 20), **more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, form, **more)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (paper(), "application/pdf"),
        (word(), WORD),
        (archive(mimetype="application/vnd.oasis.opendocument.text", **{"content.xml": "<o/>"}),
         "application/vnd.oasis.opendocument.text"),
    ],
)  # fmt: skip
def test_a_document_is_kept_byte_by_byte_whatever_it_is_called(data: bytes, kind: str) -> None:
    found = examine_file(data, "report.png")
    assert (found.content, found.kind) == (data, kind)
    assert not found.name.endswith(".png")


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_made_anew_without_what_it_knew(form: str) -> None:
    facts = Image.Exif()
    facts[0x010E] = "ZQ7-described"
    facts.get_ifd(0x8825)[1] = "N"
    found = examine_file(picture(form, exif=facts) + b"ZQ7-behind", "a.bin")
    assert b"ZQ7-" not in found.content
    kept = "PNG" if form == "PNG" else "JPEG"  # WebP is slow to write
    with Image.open(io.BytesIO(found.content)) as made:
        assert (made.format, made.size, dict(made.getexif())) == (kept, (40, 20), {})
    assert found.kind == f"image/{kept.lower()}"


def test_a_picture_becomes_no_larger_than_can_be_read_and_keeps_its_shape() -> None:
    with Image.open(io.BytesIO(examine_file(picture(size=(4000, 2000)), "a.jpg").content)) as made:
        assert made.size == (3000, 1500)
    seen_through = io.BytesIO()
    Image.new("RGBA", (40, 20), (0, 128, 128, 0)).save(seen_through, "WEBP")
    found = examine_file(seen_through.getvalue(), "a.webp")
    assert (found.kind, found.name) == ("image/png", "a.webp.png")


def noted(*entries: tuple[int, int, int, bytes]) -> bytes:
    """What a camera notes: tag, type, count and value or place of each."""
    rows = b"".join(struct.pack(">HHI", *entry[:3]) + entry[3] for entry in entries)
    return b"Exif\0\0MM\0*\0\0\0\x08" + struct.pack(">H", len(entries)) + rows + b"\0\0\0\0"


TURNED = (0x0112, 3, 1, b"\0\6\0\0")


@pytest.mark.parametrize(
    "entries",
    [
        [TURNED],
        [TURNED, (0x011A, 5, 1, b"\0\0\xff\xff")],
        [TURNED, (0x0128, 3, 0, b"\0\0\0\0")],
        [TURNED, (0x8769, 4, 1, b"\0\0\0\0")],
        [TURNED, (0x8769, 2, 4, b"abc\0")],
        [TURNED, (0x011A, 2, 2, b"a\0\0\0")],
        [(0x010F, 3, 1, b"\0\1\0\0"), TURNED],
        [TURNED, (0x0132, 5, 1, b"\0\0\0\0")],
        [TURNED, (0x0201, 4, 1, b"\0\0\0\1")],
        [(0x0100, 12, 1, b"\0\0\0\x08"), TURNED],
        [TURNED, (0x8825, 3, 1, b"\0\6\0\0")],
        [TURNED, (0xC4A5, 7, 4, b"abcd")],
        [TURNED, (0x8769, 4, 2, b"\0\0\0\x08")],
    ],
)
def test_a_photo_stands_upright_whatever_else_its_phone_noted(entries: list[tuple[int, int, int, bytes]]) -> None:
    with Image.open(io.BytesIO(examine_file(picture(exif=noted(*entries)), "a.jpg").content)) as made:
        assert made.size == (20, 40)


@pytest.mark.parametrize("note", [(2, 2, b"6\0\0\0"), (3, 1, b"\0\x09\0\0"), (12, 1, b"\0\0\0\x08")])
def test_a_photo_whose_phone_noted_no_clear_direction_is_kept_as_it_lies(note: tuple[int, int, bytes]) -> None:
    with Image.open(io.BytesIO(examine_file(picture(exif=noted((0x0112, *note))), "a.jpg").content)) as made:
        assert made.size == (40, 20)


def test_every_direction_a_camera_may_note_is_turned_as_pillow_turns_it() -> None:
    taken = Image.linear_gradient("L").resize((40, 20)).convert("RGB")
    for direction in range(1, 9):
        out = io.BytesIO()
        taken.save(out, "PNG", exif=noted((0x0112, 3, 1, bytes([0, direction, 0, 0])))[6:])
        with (
            Image.open(io.BytesIO(out.getvalue())) as before,
            Image.open(io.BytesIO(examine_file(out.getvalue(), "a.png").content)) as made,
        ):
            assert made.tobytes() == ImageOps.exif_transpose(before).tobytes(), direction


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "none of the kinds"),
        (b"<!doctype html><script>", "none of the kinds"),
        (b"MZ\x90\x00", "none of the kinds"),
        (b"%!PS-Adobe", "none of the kinds"),
        (b"%PDF-1.7 no more", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old office format"),
        (paper(OpenAction=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")), "a program that runs"),
        (paper(OpenAction=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")), "a program that runs"),
        (paper(Names=pikepdf.Dictionary(JavaScript=pikepdf.Dictionary())), "a program that runs"),
        (paper(OpenAction=pikepdf.Dictionary(S=pikepdf.Name.GoTo, Next=pikepdf.Dictionary())), "a program that runs"),
        (pointed(), "a program that runs"),
        (in_a_stream(b"/Foo"), "damaged"),
        (in_a_stream(b"/JBIG2Decode"), "damaged"),
        (archive(**{"a.txt": "text"}), "none of the kinds"),
        (word(word__vbaProject=b"x"), "macros"),
        (word("application/vnd.ms-word.document.macroEnabled.main+xml"), "macros"),
        (archive(mimetype="application/vnd.oasis.opendocument.text", Basic__script="x"), "macros"),
        (b"PK\x03\x04 and nothing more", "damaged"),
        (word().replace(b"PK\x01\x02\x14\x03\x14", b"PK\x01\x02\x14\x03\x63"), "damaged"),  # for an unzip 9.9
        (archive(how=zipfile.ZIP_LZMA, **{"[Content_Types].xml": "x"}), "damaged"),
        (b"PK\x03\x04" + b"PK\x01\x02" * 3000, "unpacks to far more"),
        (b"\xff\xd8\xff and no picture", "damaged"),
        (b"x" * (MOST_BYTES + 1), "10 MB"),
    ],
)
def test_what_may_not_be_kept_is_refused_with_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        examine_file(data, "report.pdf")
    assert sentence in refused.value.messages[0]


def test_a_locked_pdf_is_refused() -> None:
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(out, encryption=pikepdf.Encryption(user="u", owner="o"))
    with pytest.raises(ValidationError, match="locked"):
        examine_file(out.getvalue(), "a.pdf")


def test_bombs_are_refused_without_being_unpacked() -> None:
    zeros = io.BytesIO()
    with zipfile.ZipFile(zeros, "w", zipfile.ZIP_DEFLATED) as file, file.open("word/document.xml", "w") as entry:
        for _n in range(110):
            entry.write(bytes(1 << 20))
    flood = io.BytesIO()
    Image.new("1", (6000, 6000)).save(flood, "PNG")
    tracemalloc.start()
    for data, sentence in ((zeros.getvalue(), "unpacks to far more"), (flood.getvalue(), "too many pixels")):
        with pytest.raises(ValidationError, match=sentence):
            examine_file(data, "a.docx")
    assert tracemalloc.get_traced_memory()[1] < 30 << 20
    tracemalloc.stop()


@pytest.mark.thorough
def test_a_pdf_whose_index_unpacks_to_a_flood_is_damaged() -> None:
    flood = zlib.compress(b"\0" * 100_000_000, 9)
    head = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n"
    index = (
        b"2 0 obj<</Type/XRef/Size 9/W[1 1 1]/Root 1 0 R/Filter/FlateDecode/Length %d>>stream\n%b\nendstream endobj\n"
    )
    data = head + index % (len(flood), flood) + b"startxref\n%d\n%%%%EOF" % len(head)
    with pytest.raises(ValidationError, match="damaged"):
        examine_file(data, "a.pdf")


def test_an_archive_that_lies_about_its_size_is_damaged() -> None:
    data = bytearray(word(word__media=b"\0" * 50_000))
    place = data.rfind((50_000).to_bytes(4, "little"))  # in the directory at the end
    data[place : place + 4] = (10).to_bytes(4, "little")
    with pytest.raises(ValidationError, match="damaged"):
        examine_file(bytes(data), "a.docx")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("report.pdf", "report.pdf"),
        ("report", "report.pdf"),
        ("report.exe", "report.exe.pdf"),
        ("../../etc/passwd", "etcpasswd.pdf"),
        ("گزارش نهایی.pdf", "گزارش نهایی.pdf"),
        ("می‌خواهم.pdf", "می‌خواهم.pdf"),  # the joiner belongs to the word
        ("invoice\u202efdp.exe", "invoicefdp.exe.pdf"),
        ('a"b\r\nX: y.pdf', "abX y.pdf"),
        ("", "file.pdf"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
    ],
)
def test_a_name_is_kept_without_what_misleads(name: str, kept: str) -> None:
    assert clean_file_name(name, "application/pdf") == kept


def test_a_photo_may_be_called_jpeg_or_jpg() -> None:
    assert examine_file(picture(), "a.JPEG").name == "a.JPEG"
    assert isinstance(examine_file(picture(), "a.jpg"), AcceptedFile)


def test_what_is_locked_opens_only_as_what_it_is() -> None:
    from cryptography.exceptions import InvalidTag

    key = generate_file_key()
    locked = encrypt_bytes(b"ZQ7-content", key=key, about="one")
    assert b"ZQ7" not in locked
    assert decrypt_bytes(locked, key=key, about="one") == b"ZQ7-content"
    for other, about in ((key, "two"), (generate_file_key(), "one")):
        with pytest.raises(InvalidTag):
            decrypt_bytes(locked, key=other, about=about)


def damaged(data: bytes, changes: list[tuple[int, int]], end: int) -> bytes:
    broken = bytearray(data)
    for place, value in changes:
        broken[place % len(broken)] = value
    return bytes(broken[: len(broken) - end % len(broken)])


VALID = [paper(), word(), picture("JPEG"), picture("PNG"), picture("WEBP")]


@pytest.mark.thorough
@given(
    st.sampled_from(VALID),
    st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), max_size=6),
    st.integers(0, 4000),
)
def test_whatever_is_damaged_is_kept_or_refused_with_a_sentence(
    data: bytes, changes: list[tuple[int, int]], end: int
) -> None:
    try:
        found = examine_file(damaged(data, changes, end), "a.pdf")
    except ValidationError as refused:
        assert refused.messages[0]
    else:
        assert found.content
