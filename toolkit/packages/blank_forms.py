"""A model form to adapt in a word processor: the same fields as the PDF, with room to write and boxes to tick."""

from io import BytesIO

from django.template.loader import render_to_string
from django.utils.translation import override

from toolkit.models import BlankFormPage
from toolkit.templatetags.portal import html_lang


def write_form_docx(page: BlankFormPage, context: dict[str, object], *, address: str, direction: str) -> bytes:
    """`context` is what presenters make of the page, `address` where it stands, `direction` "ltr" or "rtl". The same
    page gives the same bytes; they name nobody."""
    import docx

    from toolkit.packages.documents import LONGEST_PROPERTY, UNDATED, DocumentWriter, write_document

    language = page.locale.language_code
    document = docx.Document()
    facts = document.core_properties
    facts.title, facts.author, facts.language = page.title[:LONGEST_PROPERTY], "", html_lang(language)
    facts.comments = address[:LONGEST_PROPERTY]
    facts.created = facts.modified = UNDATED
    writer = DocumentWriter(document, lang=html_lang(language), dir=direction)
    writer.title(page.title, page.summary)
    with override(language):
        writer.html(render_to_string("toolkit/packages/form.html", {"page": page, **context}))
    writer.finish()
    stream = BytesIO()
    write_document(document, stream)
    return stream.getvalue()
