"""Editors' documents leave their authors at the door: a template from Kabul may come from somebody who is looked for."""

import base64
import io
import time
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress

import docx as docx_library
import openpyxl
import pikepdf
import pytest
import xlsxwriter
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from accounts.models import User
from tests.toolkit.test_editing import picture_with_place
from tests.toolkit.test_uploads import RIGHT, box, upload
from toolkit.models import PortalDocument
from toolkit.uploads.documents import strip_names
from toolkit.uploads.pdfs import rewrite_xmp_packet
from toolkit.uploads.photos import has_location

WHO = "ZQ Fatima"  # whatever is hers in these files begins so
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Referral form</dc:title>'
    f"<dc:creator>{WHO}</dc:creator><cp:lastModifiedBy>{WHO}</cp:lastModifiedBy></cp:coreProperties>"
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" TargetMode="External" Target="file:///C:\\Users\\{WHO}\\Letter.dotx"/>'
    '<Relationship Id="r2" Target="https://example.org/law" TargetMode="External"/></Relationships>'
)
META = (
    '<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta>'
    f"<dc:title>Referral form</dc:title><dc:creator>{WHO}</dc:creator><meta:initial-creator>{WHO}</meta:initial-creator>"
    f'<meta:user-defined meta:name="Unit">{WHO}</meta:user-defined></office:meta></office:document-meta>'
)


def docx(**more: str) -> bytes:
    return box({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>", "docProps/core.xml": CORE} | more)


def odt() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", RIGHT_MIME, compress_type=zipfile.ZIP_STORED)
        archive.writestr("meta.xml", META)
        archive.writestr("content.xml", "<c/>")
    return packed.getvalue()


RIGHT_MIME = "application/vnd.oasis.opendocument.text"


def xlsx() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"title": "Referral form", "author": WHO, "manager": WHO, "company": WHO})
        book.set_custom_property("Unit", WHO)
        book.add_worksheet("Cases").write(0, 0, "Is there a private room?")
    return out.getvalue()


def pdf(change: Callable[[pikepdf.Pdf], None] = lambda _pdf: None, **save: object) -> bytes:
    """One page, whose writer is everywhere that programs write her."""
    out = io.BytesIO()
    with pikepdf.new() as made:
        page = made.add_blank_page()
        control = made.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=[0, 0, 9, 9], T="field"))
        made.Root.AcroForm = Dictionary(Fields=Array([control]))
        page.obj.Annots = Array(
            [
                Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[0, 0, 9, 9], T=WHO, Contents="Better so"),
                control,
            ]
        )
        made.docinfo["/Title"], made.docinfo["/Author"], made.docinfo["/Company"] = "Referral form", WHO, WHO
        with made.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as described:
            described["dc:title"] = "Referral form"
            described["dc:creator"] = [WHO]
            described["pdfuaid:part"] = "1"
            described["photoshop:AuthorsPosition"] = WHO
        drawn = made.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 1, 1])
        drawn.Metadata = made.make_stream(WHO.encode())
        drawn.PieceInfo = Dictionary(Program=Dictionary(Private=String(WHO)))
        page.obj.Resources = Dictionary(XObject=Dictionary(X=drawn))
        change(made)
        made.save(out, **save)  # type: ignore[arg-type]
    return out.getvalue()


def cleaned(name: str, data: bytes) -> bytes:
    sent = SimpleUploadedFile(name, data)
    strip_names(sent, name)
    content = sent.read()
    assert sent.size == len(content)
    return content


def everything(data: bytes) -> str:
    """All that stands in a file, unpacked."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.testzip() is None
            return "\n".join(archive.read(name).decode("latin-1") for name in archive.namelist())
    with pikepdf.open(io.BytesIO(data)) as opened:
        for part in opened.objects:
            if isinstance(part, pikepdf.Stream):
                part.write(part.read_bytes())
        out = io.BytesIO()
        opened.save(out, qdf=True, compress_streams=False, static_id=True, encryption=False)
    return out.getvalue().decode("latin-1")


NAMED = {
    "a.docx": docx(**{"word/_rels/settings.xml.rels": RELATIONS, "word/comments.xml": "<c/>"}),
    "net.docx": box({"word/document.xml": "<w/>", "package/services/metadata/core-properties/1.psmdcp": CORE}),
    "a.odt": odt(),
    "a.xlsx": xlsx(),
    "a.pdf": pdf(),
    "restricted.pdf": pdf(encryption=pikepdf.Encryption(owner="only the owner", user="")),
}


@pytest.mark.parametrize("name", NAMED)
def test_who_wrote_it_is_not_in_it_any_more(name: str) -> None:
    before, after = everything(NAMED[name]), everything(cleaned(name, NAMED[name]))
    assert before.count("ZQ") >= 2
    assert "ZQ" not in after
    assert "Referral form" in after  # its title is the document's


def archive_with(content: bytes | str, name: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, content)
    return packed.getvalue()


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
HIDDEN = {
    "word/embeddings/Sheet1.xlsx": xlsx(),  # what lies behind a chart
    "Versions/Version1": odt(),
    "xl/pivotCache/pivotCacheDefinition1.xml": f'<p xmlns="urn:x" refreshedBy="{WHO}" recordCount="3"/>',
    "xl/workbook.xml": f'<w xmlns="urn:x"><fileSharing userName="{WHO}"/><sheets/></w>',
    "xl/connections.xml": f'<c xmlns="urn:x"><connection id="1" odcFile="C:\\{WHO}\\a.odc"/></c>',
    "docProps/app.xml": f'<p xmlns="urn:x"><HLinks><a>file:///C:\\{WHO}</a></HLinks><Pages>1</Pages></p>',
    "docProps\\core.xml": CORE,
    "customXml/item1.xml": f'<p xmlns:s="urn:x"><s:UserInfo><s:DisplayName>{WHO}</s:DisplayName></s:UserInfo></p>',
    "ppt/changesInfos/changesInfo1.xml": f'<p:c xmlns:p="urn:x"><p:chgData name="{WHO}" userId="1"/></p:c>',
    "word/settings.xml": f"<w:s {W}><w:mailMerge><w:connectString>{WHO}</w:connectString></w:mailMerge></w:s>",
    "VersionList.xml": f'<v xmlns:dc="http://purl.org/dc/elements/1.1/"><e dc:creator="{WHO}"/></v>',
}


@pytest.mark.parametrize("part", HIDDEN)
def test_names_go_from_where_nobody_looks(part: str) -> None:
    kind = "a.odt" if part.startswith("Version") else "a.docx"
    clean = cleaned(kind, archive_with(HIDDEN[part], part))
    with zipfile.ZipFile(io.BytesIO(clean)) as archive:
        content = archive.read(archive.namelist()[-1])
    assert content
    assert "ZQ" not in (everything(content) if content.startswith(b"PK") else content.decode())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"file:///C:%5CUsers%5C{WHO}%5CLetter.dotx", "Letter.dotx"),
        (f"/Users/{WHO}/b.xlsx", "b.xlsx"),
        (f"C:\\Users\\{WHO}\\b.xlsx", "b.xlsx"),
        (f" file:///home/{WHO}/", "file"),
        (f"file:///C:/Users/{WHO}", "file"),
        ("https://example.org/a/b", "https://example.org/a/b"),
        ("mailto:office@example.org", "mailto:office@example.org"),
        ("#chapter/2", "#chapter/2"),
    ],
)
def test_an_address_on_somebodys_machine_becomes_a_files_name(before: str, after: str) -> None:
    target = f'<Relationship Id="r1" TargetMode="External" Target="{before}"/>'
    rels = f'<Relationships xmlns="urn:x">{target}</Relationships>'
    clean = everything(cleaned("a.docx", docx(**{"word/_rels/document.xml.rels": rels})))
    assert f'Target="{after}"' in clean


def test_a_comment_on_the_archive_goes_with_the_names() -> None:
    packed = io.BytesIO(docx())
    with zipfile.ZipFile(packed, "a") as archive:
        archive.comment = WHO.encode()
    assert WHO.encode() not in cleaned("a.docx", packed.getvalue())


def test_a_pdf_loses_names_from_where_nobody_looks() -> None:
    def add(made: pikepdf.Pdf) -> None:
        made.docinfo["/Title"] = f"Microsoft Word - C:\\Users\\{WHO}\\Referral form.docx"
        content = made.make_stream(xlsx())
        sheet = Dictionary(F=content, UF=content)
        spec = Dictionary(Type=Name.Filespec, F=f"C:/Users/{WHO}/a.xlsx", UF=f"C:/Users/{WHO}/a.xlsx", EF=sheet)
        made.Root.AF = Array([made.make_indirect(spec)])
        with made.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as described:
            described["pdf:Author"] = WHO
            described["xmp:BaseURL"] = f"file:///C:/Users/{WHO}"

    clean = cleaned("a.pdf", pdf(add))
    assert "ZQ" not in everything(clean)
    with pikepdf.open(io.BytesIO(clean)) as after:
        attached = after.Root.AF[0]
        assert (str(attached.UF), str(after.docinfo["/Title"])) == ("a.xlsx", "Referral form.docx")
        book = openpyxl.load_workbook(io.BytesIO(attached.EF.F.read_bytes()))
        assert book["Cases"]["A1"].value == "Is there a private room?"


XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:ua="http://www.aiim.org/pdfua/ns/id/">%s</rdf:RDF></x:xmpmeta>"""


@pytest.mark.parametrize(
    "packet",
    [
        XMP % f'<rdf:Description pdf:Producer="a" pdf:Author="{WHO}"/><rdf:Description pdf:Producer="b" ua:part="1"/>',
        XMP % f"<dc:Thing><dc:creator>{WHO}</dc:creator><pdf:Producer>a</pdf:Producer><ua:part>1</ua:part></dc:Thing>",
    ],
)
def test_however_a_pdf_is_described_only_what_may_stay_does(packet: str) -> None:
    kept = rewrite_xmp_packet(packet.encode()).decode()
    assert "Producer" in kept
    assert "part" in kept
    assert "ZQ" not in kept


@pytest.mark.parametrize("packet", [b"", b"<x", b"<a/>", b"<html>Words</html>", b"<a>" + b" " * 5_000_000 + b"</a>"])
def test_a_description_that_cannot_be_read_goes(packet: bytes) -> None:
    assert rewrite_xmp_packet(packet) == b""


@pytest.mark.parametrize("note", [None, "text", 7])
def test_an_empty_place_among_remarks_does_no_harm(note: object) -> None:
    clean = cleaned("a.pdf", pdf(lambda made: made.pages[0].obj.Annots.append(note)))
    assert "ZQ" not in everything(clean)


def test_a_spreadsheet_opens_and_holds_what_it_held() -> None:
    book = openpyxl.load_workbook(io.BytesIO(cleaned("a.xlsx", NAMED["a.xlsx"])))
    assert book["Cases"]["A1"].value == "Is there a private room?"
    assert book.properties.title == "Referral form"


def test_a_text_opens_and_holds_what_it_held() -> None:
    made, out = docx_library.Document(), io.BytesIO()
    made.core_properties.author, made.core_properties.title = WHO, "Referral form"
    made.add_paragraph("Is there a private room?")
    made.save(out)
    after = docx_library.Document(io.BytesIO(cleaned("a.docx", out.getvalue())))
    assert (after.core_properties.author, after.core_properties.title) == ("", "Referral form")
    assert after.paragraphs[0].text == "Is there a private room?"


def test_the_folder_that_a_workbook_was_saved_in_goes_with_what_excel_wraps_around_it() -> None:
    workbook = (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:x="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac"><mc:AlternateContent>'
        f'<mc:Choice Requires="x15"><x:absPath url="C:\\Users\\{WHO}\\"/></mc:Choice></mc:AlternateContent><sheets/></workbook>'
    )
    after = everything(cleaned("a.xlsx", box({"xl/workbook.xml": workbook})))
    assert "<sheets/>" in after
    assert "AlternateContent>" not in after


def test_an_address_outside_keeps_its_place_and_a_file_of_hers_only_its_name() -> None:
    after = everything(cleaned("a.docx", NAMED["a.docx"]))
    assert 'Target="Letter.dotx"' in after
    assert 'Target="https://example.org/law"' in after


def test_an_open_document_still_begins_with_what_it_is() -> None:
    with zipfile.ZipFile(io.BytesIO(cleaned("a.odt", NAMED["a.odt"]))) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert archive.read(first).decode() == RIGHT_MIME


def test_a_pdf_keeps_what_it_claims_of_its_accessibility_its_fields_and_its_remarks() -> None:
    with pikepdf.open(io.BytesIO(cleaned("a.pdf", NAMED["a.pdf"]))) as after:
        with after.open_metadata() as described:
            assert described["pdfuaid:part"] == "1"
            assert described["dc:title"] == "Referral form"
        remark, control = after.pages[0].Annots
        assert (str(remark.Contents), str(control.T)) == ("Better so", "field")


def test_restrictions_of_a_pdf_stay() -> None:
    with pikepdf.open(io.BytesIO(cleaned("a.pdf", NAMED["restricted.pdf"]))) as after:
        assert after.is_encrypted


def signed(made: pikepdf.Pdf) -> pikepdf.Object:
    proof = Dictionary(Type=Name.Sig, ByteRange=[0, 1, 2, 3], Contents=b"proof")
    return made.make_indirect(Dictionary(FT=Name.Sig, T="signature", V=proof))


def test_a_form_that_waits_to_be_signed_names_nobody() -> None:
    def add(made: pikepdf.Pdf) -> None:
        made.Root.AcroForm.SigFlags = 1
        made.Root.AcroForm.Fields.append(made.make_indirect(Dictionary(FT=Name.Sig, T="signature")))

    assert "ZQ" not in everything(cleaned("a.pdf", pdf(add)))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", box({"word/document.xml": "<w/>"})),
        ("a.docx", docx(**{"_xmlsignatures/sig1.xml": "<s/>"})),
        ("a.pdf", pdf(lambda made: made.Root.AcroForm.Fields.append(signed(made)))),
        ("a.zip", RIGHT["a.zip"]),
        ("a.epub", RIGHT["a.epub"]),
        ("a.csv", b"name,country\n"),
    ],
)
def test_what_names_nobody_or_is_signed_stays_byte_for_byte(name: str, data: bytes) -> None:
    assert cleaned(name, data) == data


def pdf_with(picture: bytes, *ways: Name) -> bytes:
    def add(made: pikepdf.Pdf) -> None:
        packed = picture
        for way in reversed(ways):
            packed = zlib.compress(packed) if way == Name.FlateDecode else base64.a85encode(packed) + b"~>"
        made.Root.Photo = made.make_stream(packed)
        made.Root.Photo.stream_dict.Filter = Array([*ways, Name.DCTDecode]) if ways else Name.DCTDecode

    return pdf(add)


def attached(picture: bytes) -> bytes:
    def add(made: pikepdf.Pdf) -> None:
        made.Root.AF = Array([Dictionary(Type=Name.Filespec, UF="a.jpg", EF=Dictionary(F=made.make_stream(picture)))])

    return pdf(add)


def elsewhere() -> bytes:
    """A photo that was not told where it was taken."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    Image.new("RGB", (9, 9)).save(out, "JPEG", exif=exif)
    return out.getvalue()


WORDS = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a exif:GPSLatitude="34,33.318N"/></x:xmpmeta>'


def photo(kind: str, *, exif: Image.Exif | None = None, words: bytes = b"") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (9, 9)).save(
        out, kind, **({} if exif is None else {"exif": exif}), **({"xmp": words} if words else {})
    )
    return out.getvalue()


def position() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    exif.get_ifd(0x8825)[2] = (34.5, 0.0, 0.0)
    return exif


def told_in_words() -> bytes:
    return photo("JPEG", words=WORDS)


def test_every_kind_of_photo_is_understood_whatever_is_beside_its_place() -> None:
    for kind in ("JPEG", "PNG", "WEBP"):
        assert has_location(photo(kind, exif=position())), kind
        assert not has_location(photo(kind)), kind
    assert has_location(photo("WEBP", words=WORDS))
    first = photo("JPEG", words=b"<x/>")
    assert has_location(first[:2] + photo("JPEG", words=WORDS)[2:200] + first[2:])  # in one of several
    clock = Image.Exif()
    clock.get_ifd(0x8825)[29] = "2026:11:27"
    assert not has_location(photo("JPEG", exif=clock))  # as a camera without a satellite writes it


@pytest.mark.parametrize("padding", [b"\xff", b"\xff\xe2\x00\x02"])
def test_a_photo_made_to_take_long_does_not(padding: bytes) -> None:
    """Twenty million bytes took ten seconds, one by one."""
    began = time.process_time()
    assert not has_location(b"\xff\xd8\xff" + padding * (20_000_000 // len(padding)))
    assert time.process_time() - began < 5


@given(st.binary(max_size=100), st.sampled_from(["JPEG", "PNG", "WEBP"]), st.integers(0, 200))
def test_a_photo_that_is_cut_or_made_up_has_an_answer(made_up: bytes, kind: str, place: int) -> None:
    whole = photo(kind, exif=position())
    assert has_location(whole[:place] + made_up + whole[place:]) in {True, False}
    assert has_location(whole[:place] + made_up) in {True, False}


FILES_WITH = {
    "a.docx": lambda picture: archive_with(picture, "word/media/image1.JPG"),
    "a.odp": lambda picture: archive_with(picture, "Pictures/1.jpeg"),
    "a.zip": lambda picture: archive_with(picture, "photo.jpg"),
    "a.pdf": pdf_with,
    "packed.pdf": lambda picture: pdf_with(picture, Name.FlateDecode),
    "ascii.pdf": lambda picture: pdf_with(picture, Name.ASCII85Decode, Name.FlateDecode),
    "attached.pdf": attached,
    "inside.docx": lambda picture: archive_with(
        archive_with(picture, "ppt/media/1.jpg"), "word/embeddings/Slides.pptx"
    ),
    "no ending.odt": lambda picture: archive_with(picture, "Pictures/1000"),
}


@pytest.mark.parametrize("name", FILES_WITH)
def test_a_photo_that_says_where_it_was_taken_keeps_the_document_outside(name: str) -> None:
    for picture in (picture_with_place().getvalue(), told_in_words()):
        with pytest.raises(ValidationError, match="where it was taken"):
            cleaned(name, FILES_WITH[name](picture))
    cleaned(name, FILES_WITH[name](elsewhere()))


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.pdf", pdf(encryption=pikepdf.Encryption(owner="o", user="u")), "locked with a password"),
        ("a.pdf", b"%PDF-1.7\n...", "damaged"),
        ("a.docx", docx(**{"docProps/app.xml": "<a"}), "damaged"),
        ("a.docx", docx(**{"docProps/app.xml": "<a>" + " " * (4 * 1024 * 1024) + "</a>"}), "too large"),
        ("a.docx", docx(**{f"docProps/{n}.xml": f"<a>{' ' * 4_000_000}</a>" for n in range(17)}), "too large"),
        (
            "a.docx",
            docx(**{"docProps/app.xml": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;'}),
            "damaged",
        ),
    ],
    ids=["locked", "no PDF", "cut", "long", "long together", "entities"],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(name: str, data: bytes, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        cleaned(name, data)


@given(st.sampled_from(sorted(NAMED)), st.data())
def test_a_file_with_any_three_bytes_changed_has_an_answer(name: str, data: st.DataObject) -> None:
    broken = bytearray(NAMED[name])
    for _change in range(3):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    with suppress(ValidationError):
        assert cleaned(name, bytes(broken))


def test_a_large_document_is_cleaned_where_it_lies() -> None:
    sent = TemporaryUploadedFile("a.docx", "", len(NAMED["a.docx"]), None)
    sent.write(NAMED["a.docx"])
    strip_names(sent, "a.docx")
    with open(sent.temporary_file_path(), "rb") as kept:
        assert "ZQ" not in everything(kept.read())


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["a.docx", "a.pdf"])
def test_what_readers_download_names_nobody(name: str, publisher: User, as_, visitor) -> None:
    assert upload(as_(publisher), name, NAMED[name])["success"]
    document = PortalDocument.objects.get(title=name)
    content = b"".join(visitor.get(document.url).streaming_content)
    assert "Referral form" in everything(content)
    assert "ZQ" not in everything(content)
    assert document.file_size == len(content)
