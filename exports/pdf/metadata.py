"""What the file says of itself: its identifier, both standards in its XMP, its direction in the viewer preferences."""

import hashlib
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from .sources import Source

RIGHT_TO_LEFT = frozenset({"ar", "fa", "prs", "ps", "ur"})
# WeasyPrint's variant already claims PDF/A-3a. PDF/A allows a property it does not know (pdfuaid)
# only where an extension schema describes it.
PDF_UA = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" \
pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" \
xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag>
<rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF>"""


def reads_right_to_left(language: str) -> bool:
    """Say whether a portal language is written from the right."""
    return language in RIGHT_TO_LEFT


def write_metadata(pdf: pikepdf.Pdf, source: Source) -> None:
    """Claim PDF/UA-1 beside PDF/A-3a, tell viewers which way pages turn, and name the file after its source."""
    metadata = pdf.Root.Metadata
    metadata.write(metadata.read_bytes().replace(b"</rdf:RDF>", PDF_UA, 1))
    metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
    direction = Name.R2L if reads_right_to_left(source.language) else Name.L2R
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True, Direction=direction)
    pdf.trailer.ID = Array([String(_identifier(source))] * 2)  # the second becomes the checksum when it is saved


def _identifier(source: Source) -> bytes:
    """Derive the file's identifier from all that goes into it."""
    digest = hashlib.sha256()
    parts: list[Any] = [source.html, source.language, source.fillable, sorted(source.links.items())]
    digest.update(repr(parts).encode())
    digest.update(source.manifest)
    for name in sorted(source.assets):
        digest.update(name.encode() + b"\0" + source.assets[name])
    return digest.hexdigest()[:32].encode()
