"""A model form to adapt in a word processor: the same fields as the PDF, with room to write and boxes to tick."""

from io import BytesIO

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from toolkit.models import BlankFormPage
from toolkit.templatetags.portal import html_lang


def name_form_docx(page: BlankFormPage) -> str:
    """The file's name. That of a card for the person says no more than the card."""
    return f"{'card' if page.is_card else page.slug}-{page.locale.language_code}.docx"


def write_form_docx(page: BlankFormPage, context: dict[str, object], *, address: str, direction: str) -> bytes:
    """`context` is what presenters make of the page, `address` where it stands, `direction` "ltr" or "rtl". The same
    page gives the same bytes; they name nobody, and those of a card for the person not even the portal."""
    import docx

    from toolkit.packages.documents import LONGEST_PROPERTY, UNDATED, DocumentWriter, write_document

    language = page.locale.language_code
    document = docx.Document()
    facts = document.core_properties
    facts.author, facts.language = "", html_lang(language)
    facts.created = facts.modified = UNDATED
    writer = DocumentWriter(document, lang=html_lang(language), dir=direction)
    with override(language):
        if page.is_card:
            facts.title, facts.comments = _("Card"), ""
            writer.html(render_to_string("toolkit/packages/own_card.html", context))
        else:
            facts.title, facts.comments = page.title[:LONGEST_PROPERTY], address[:LONGEST_PROPERTY]
            writer.title(page.title, page.summary)
            writer.html(render_to_string("toolkit/packages/form.html", {"page": page, **context}))
    writer.finish()
    stream = BytesIO()
    write_document(document, stream)
    return stream.getvalue()
