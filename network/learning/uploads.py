"""Files that coordinators bring, made harmless before anything is kept."""

from io import BytesIO

from exports.pdf import untrusted

MOST_BYTES = 5 * 1024 * 1024
MOST_PAGES = 500
# What runs, opens other files or carries them along.
ACTIVE = ("/OpenAction", "/AA", "/AcroForm", "/Metadata", "/PieceInfo", "/AF")
ACTIVE_NAMES = ("/JavaScript", "/EmbeddedFiles")


def clean_pdf(data: bytes) -> bytes:
    """The same pages without author, program, dates, scripts and attachments.

    Raises ValueError for what is no PDF, is protected by a password, or has too many pages.
    """
    if len(data) > MOST_BYTES or not data.startswith(b"%PDF-"):
        raise ValueError("no PDF")
    out = BytesIO()
    with untrusted.open_editable_pdf(BytesIO(data)) as pdf:
        if pdf.is_encrypted or len(pdf.pages) > MOST_PAGES:
            raise ValueError("protected, or too long")
        strip(pdf)
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def strip(pdf: "pikepdf.Pdf") -> None:  # type: ignore[name-defined]  # noqa: F821  # slow to import
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    for key in ACTIVE:
        if key in pdf.Root:
            del pdf.Root[key]
    names = pdf.Root.get("/Names")
    for key in ACTIVE_NAMES:
        if names is not None and key in names:
            del names[key]
    for page in pdf.pages:
        for key in ("/AA", "/Metadata", "/PieceInfo"):
            if key in page.obj:
                del page.obj[key]
        notes = page.obj.get("/Annots")
        if notes is not None:
            # Links may stay; remarks carry their writer's name, and files ride along in others.
            page.obj.Annots = pikepdf_array(note for note in notes if note.get("/Subtype") == "/Link" and passive(note))


def passive(note: "pikepdf.Object") -> bool:  # type: ignore[name-defined]  # noqa: F821
    """A link to a page of the file or to an address; nothing that starts or runs something."""
    action = note.get("/A")
    return action is None or str(action.get("/S")) in ("/GoTo", "/URI")


def pikepdf_array(items: object) -> "pikepdf.Array":  # type: ignore[name-defined]  # noqa: F821
    import pikepdf

    return pikepdf.Array(list(items))  # type: ignore[call-overload]
