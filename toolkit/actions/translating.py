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

from toolkit.domain.translation_checks import find_forbidden_words
from toolkit.selectors.forbidden_words import read_forbidden_words

# Fields that say what nobody should say, in quotation of it.
OF_WRONG_WORDS = "do_not_say"


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


def mark_wrong_words(translation: StringTranslation) -> None:
    """Marks what wagtail-localize would let through: markup that it does not read, and renderings that mislead. The
    words stay for whoever mends them, and are not used."""
    if why := find_unread_markup(translation.data) or find_misleading_words(translation):
        translation.has_error = True
        translation.field_error = why


def find_unread_markup(data: str) -> str:
    """wagtail-localize checks tags and attributes, but writes comments and the like back unread. Browsers end those
    elsewhere: all of `<![CDATA[><img onerror=...>]]>` is one text to the parser, and a picture to a reader. A sentence
    that says so, or ""."""
    nodes = BeautifulSoup(data, "html.parser").descendants if "<" in data else []
    if any(isinstance(node, PreformattedString) for node in nodes):
        return _("Please leave out comments and processing instructions (<!...> and <?...>).")
    return ""


def find_misleading_words(translation: StringTranslation) -> str:
    """A sentence about each rendering that content/forbidden-words.yaml refuses, but for what stood there before and
    where wrong words are quoted as such; "" for none."""
    code = translation.locale.language_code
    if (forbidden := read_forbidden_words().get(code)) is None:
        return ""
    field = translation.context.field_path if translation.context else ""
    if OF_WRONG_WORDS in field:
        return ""
    before = StringTranslation.objects.filter(pk=translation.pk, has_error=False).values_list("data", flat=True)
    old = [hit for data in before for hit in find_forbidden_words(data, forbidden)]
    found = [hit for hit in find_forbidden_words(translation.data, forbidden) if hit not in old]
    return " ".join(name_forbidden(*hit) for hit in found)


def name_forbidden(words: str, why: str) -> str:
    """Why these words are not kept."""
    return _("“%(words)s” cannot stand here: %(why)s.") % {"words": words, "why": why}


def keep_original_address(override: SegmentOverride) -> None:
    """A link of a rich text may lead elsewhere in a translation, but not run anything: then it stays the original's.

    Replaced and not marked, since wagtail-localize saves only the value of what is there already. The path of a link
    ends in the original's address, in quotes; other overrides are no addresses.
    """
    _place, is_link, address = override.context.path.partition("'") if override.context else ("", "", "")
    if is_link and check_url(str(override.data)) is None:
        override.data_json = json.dumps(unquote_path_component(f"'{address}"))
