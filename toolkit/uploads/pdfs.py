"""PDFs without the names in their properties, and no photo in them that tells its place."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from lxml import etree

from exports.pdf import untrusted
from toolkit.uploads import photos
from toolkit.uploads.archives import MOST_XML, PARSER, clean_archive
from toolkit.uploads.photos import ReadingLimits

if TYPE_CHECKING:
    import pikepdf

    type Parts = list[pikepdf.Dictionary | pikepdf.Stream]

# What may stay of a PDF's own description; the rest names people, their office or their folders.
INFO = {"/Title", "/Subject", "/Keywords", "/Creator", "/Producer", "/CreationDate", "/ModDate", "/Trapped"}
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
SPACES = {
    "{http://purl.org/dc/elements/1.1/}": set("title description subject language format".split()),
    "{http://ns.adobe.com/pdf/1.3/}": set("Producer Keywords PDFVersion Trapped".split()),
    "{http://ns.adobe.com/xap/1.0/}": set("CreatorTool CreateDate ModifyDate MetadataDate".split()),
}
CLAIMS = ("{http://www.aiim.org/pdf", "{http://pdfa.org/declarations/")  # of accessibility, and for archives
NO_REMARK = {"/Link", "/Widget"}  # their /T is a field's name


def clean_pdf(file: BinaryIO, reading: ReadingLimits) -> BytesIO | None:
    """The PDF without names; None where it is signed by somebody who wanted to be named.

    Raises ValidationError for one that is damaged, locked or too large, or holds a photo that tells its place."""
    clean = BytesIO()
    try:
        with untrusted.open_editable_pdf(file) as pdf:
            parts = list(parts_of(pdf))
            for photo in photos_of(parts):
                reading.take(len(photo))
                photos.refuse_location(photo)
            if is_signed(parts):
                return None
            clean_attachments(parts, reading)
            forget_writers(pdf, parts)
            pdf.save(clean, encryption=pdf.is_encrypted)  # restrictions that ask for no password stay
    except untrusted.LockedPdfError:
        raise ValidationError(_("This PDF is locked with a password. Save it without one, and choose that.")) from None
    except untrusted.DamagedPdfError:
        raise ValidationError(_("This PDF is damaged. Open it, save it again, and choose that file.")) from None
    return clean


def parts_of(pdf: "pikepdf.Pdf") -> Iterator["pikepdf.Dictionary | pikepdf.Stream"]:
    """Everything in it that has names and values, however deep it lies in other parts."""
    import pikepdf

    waiting: list[Any] = list(pdf.objects)
    while waiting:
        part = waiting.pop()
        if isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
            yield part
            inside: Iterable[Any] = [value for _name, value in part.items()]
        else:
            inside = part if isinstance(part, pikepdf.Array) else ()
        waiting += [
            value for value in inside if isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect
        ]


def photos_of(parts: "Parts") -> Iterator[bytes]:
    """Photos as a camera writes them, which some programs pack once more."""
    import pikepdf

    for part in parts:
        ways = filters(part) if isinstance(part, pikepdf.Stream) else []
        if ways and ways[-1] in {"/DCTDecode", "/DCT"}:
            yield part.read_raw_bytes() if len(ways) == 1 else unpacked(part.read_raw_bytes(), ways[:-1])


def filters(part: "pikepdf.Stream") -> list[str]:
    import pikepdf

    said = part.get("/Filter")
    return [str(way) for way in said] if isinstance(said, pikepdf.Array) else [] if said is None else [str(said)]


def unpacked(raw: bytes, ways: list[str]) -> bytes:
    """Nothing where qpdf does not know how."""
    import pikepdf

    with pikepdf.new() as scratch:
        packed = scratch.make_stream(raw)
        packed.stream_dict.Filter = pikepdf.Array([pikepdf.Name(way) for way in ways])
        try:
            return packed.read_bytes(pikepdf.StreamDecodeLevel.generalized)
        except pikepdf.PdfError:
            return b""


def is_signed(parts: "Parts") -> bool:
    """ISO 32000-1, 12.8.1. A field that waits to be signed is none yet."""
    import pikepdf

    return any(
        "/ByteRange" in part or (str(part.get("/FT")) == "/Sig" and isinstance(part.get("/V"), pikepdf.Dictionary))
        for part in parts
    )


def clean_attachments(parts: "Parts", reading: ReadingLimits) -> None:
    import pikepdf

    held = [files for part in parts if isinstance(files := part.get("/EF"), pikepdf.Dictionary)]
    # One file often stands under two keys.
    streams = {
        stream.objgen: stream for files in held for stream in files.values() if isinstance(stream, pikepdf.Stream)
    }
    for stream in streams.values():
        clean_attachment(stream, reading)


def clean_attachment(stream: "pikepdf.Stream", reading: ReadingLimits) -> None:
    import pikepdf

    content = stream.read_bytes()
    reading.take(len(content))
    clean = None
    if content.startswith(photos.KINDS):
        photos.refuse_location(content)
    elif content.startswith((b"PK\x03\x04", b"%PDF-")):
        with reading.inside() as may_look:
            if may_look and content.startswith(b"PK"):
                clean = clean_archive(BytesIO(content), reading, is_office=True)
            elif may_look:
                clean = clean_pdf(BytesIO(content), reading)
    if clean is not None:
        stream.write(clean.getvalue())
        facts = stream.get("/Params")
        if isinstance(facts, pikepdf.Dictionary):
            facts.Size = clean.tell()
            if "/CheckSum" in facts:
                del facts["/CheckSum"]


# --- What programs write of people ---


def forget_writers(pdf: "pikepdf.Pdf", parts: "Parts") -> None:
    import pikepdf

    for key in set(pdf.docinfo.keys()) - INFO:
        del pdf.docinfo[key]
    title = str(pdf.docinfo.get("/Title", ""))
    if ":\\" in title:  # "Microsoft Word - C:\Users\..."
        pdf.docinfo["/Title"] = title.rpartition("\\")[2]
    described = pdf.Root.get("/Metadata")
    for part in parts:
        # Of a picture or a page; what a program keeps for itself; of an article.
        for key in ("/Metadata", "/PieceInfo", "/Author"):
            if key in part:
                del part[key]
        if str(part.get("/Type")) == "/Filespec" and "/FS" not in part:  # /FS: it is an address
            for key in ("/F", "/UF"):
                if isinstance(part.get(key), pikepdf.String):
                    part[key] = without_folders(str(part[key]))
        if "/Rect" in part and "/T" in part and str(part.get("/Subtype")) not in NO_REMARK:
            del part["/T"]  # who wrote the remark
    packet = described.read_bytes() if isinstance(described, pikepdf.Stream) else b""
    if kept := rewrite_xmp_packet(packet):
        pdf.Root.Metadata = pdf.make_stream(kept, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)


def without_folders(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]


def rewrite_xmp_packet(packet: bytes) -> bytes:
    """An XMP packet (ISO 16684-1) with what may stay of this one; nothing where it cannot be read."""
    try:
        root = etree.fromstring(packet[:MOST_XML], PARSER)
    except (etree.XMLSyntaxError, ValueError):
        return b""
    made = etree.Element("{adobe:ns:meta/}xmpmeta", nsmap={"x": "adobe:ns:meta/"})
    kept = etree.SubElement(etree.SubElement(made, f"{RDF}RDF", nsmap={"rdf": RDF[1:-1]}), f"{RDF}Description")
    kept.set(f"{RDF}about", "")
    seen = set()
    for old in [old for rdf in root.iter(f"{RDF}RDF") for old in rdf]:
        for name, value in old.attrib.items():
            if may_stay(str(name)) and name not in seen:
                seen.add(name)
                kept.set(name, value)
        for said in old.iterchildren("{*}*"):
            if may_stay(str(said.tag)) and said.tag not in seen:
                seen.add(said.tag)
                kept.append(said)
    begin, end = b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>\n', b'\n<?xpacket end="w"?>'
    return begin + etree.tostring(made, encoding="UTF-8", xml_declaration=False) + end if seen else b""


def may_stay(name: str) -> bool:
    space, _brace, word = name.rpartition("}")
    return word in SPACES.get(f"{space}}}", ()) or name.startswith(CLAIMS)
