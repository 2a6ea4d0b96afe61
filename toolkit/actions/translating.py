"""Translations come from files and other programs: what could not be typed in the editor never reaches a page.

wagtail-localize leaves out what it marks as wrong, shows the mark to the translator, and lets her mend it.
"""

import json
from typing import Any

import polib
from bs4 import BeautifulSoup
from bs4.element import PreformattedString
from django.core.exceptions import ValidationError
from django.db import DataError, transaction
from django.utils.translation import gettext as _
from wagtail.whitelist import check_url
from wagtail_localize.models import SegmentOverride, StringTranslation, Translation
from wagtail_localize.segments.ingest import unquote_path_component


def import_po_file(translation: Translation, po: polib.POFile, *, by: Any) -> int:
    """Writes a file's texts into this translation, and says how many of all that it has are marked as wrong.

    Raises ValidationError, with a sentence, for another translation's file.
    """
    if po.metadata.get("X-WagtailLocalize-TranslationID") != str(translation.uuid):
        raise ValidationError(
            _("This file belongs to another translation. Please download this one's, and fill it in.")
        )
    try:
        with transaction.atomic():
            translation.import_po(po, user=by, tool_name="PO File")
    except DataError as error:  # a title that fills no page's title: the library asks the database only
        raise ValidationError(_("A text in this file is too long for its place.")) from error
    said = StringTranslation.objects.filter(
        context__object_id=translation.source.object_id, locale_id=translation.target_locale_id
    )
    return said.filter(has_error=True).count()


def mark_unread_markup(translation: StringTranslation) -> None:
    """wagtail-localize checks tags and attributes, but writes comments and the like back unread. Browsers end those
    elsewhere: all of `<![CDATA[><img onerror=...>]]>` is one text to the parser, and a picture to a reader."""
    nodes = BeautifulSoup(translation.data, "html.parser").descendants if "<" in translation.data else []
    if any(isinstance(node, PreformattedString) for node in nodes):
        translation.has_error = True
        translation.field_error = _("Please leave out comments and processing instructions (<!...> and <?...>).")


def keep_original_address(override: SegmentOverride) -> None:
    """A link of a rich text may lead elsewhere in a translation, but not run anything: then it stays the original's.

    Replaced and not marked, since wagtail-localize saves only the value of what is there already. The path of a link
    ends in the original's address, in quotes; other overrides are no addresses.
    """
    _place, is_link, address = override.context.path.partition("'") if override.context else ("", "", "")
    if is_link and check_url(str(override.data)) is None:
        override.data_json = json.dumps(unquote_path_component(f"'{address}"))
