"""A PDF form of ours, read back: whatever viewer saved it. Only form fields and the attached manifest are read.

What viewers do to fields is told in docs/architecture.md; the fallbacks here answer to that.
"""

import json
import uuid
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from assessments.domain.answers import Answers, InvalidAnswersError, is_version, normalize_language
from assessments.uploads.reading import UploadedAnswers, is_bloated
from assessments.uploads.untrusted import open_untrusted_pdf
from toolkit.domain.answers import ANSWERS

MOST_FIELDS = 3000
MOST_FILES = 3  # attached ones that are looked into: ours has one
MOST_KIDS = 20  # buttons of a question
PARTS = {"a": "mark", "n": "note", "e": "evidence", "p": "action"}


def read_pdf(data: bytes) -> UploadedAnswers:
    """Raises InvalidAnswersError, with a sentence for the reader."""
    damaged = _("This PDF is damaged and cannot be read. Open it in a viewer, save it again, and try once more.")
    with open_untrusted_pdf(data, InvalidAnswersError(damaged)) as document:
        if document.is_encrypted:
            raise InvalidAnswersError(
                _("This PDF is locked with a password. Save it without one, and bring that file.")
            )
        return parse_form_answers(manifest_of(document), dict(values_of(document)))


def manifest_of(document: Any) -> dict[str, Any]:
    """The checklist that the file says it is. Raises InvalidAnswersError for a file that is no form of ours."""
    # One after the other: `attachments` would unpack all files of a name before anybody asks how large they are.
    for file in islice(document.attachment_list, MOST_FILES):
        content = file.content
        try:
            found = None if is_bloated(content) else json.loads(content)
        except ValueError:
            continue
        if isinstance(found, dict) and isinstance(found.get("checklists"), list):
            return found
    raise InvalidAnswersError(
        _("This PDF is not a form of this portal, or it was printed or scanned: there are no fields to read.")
    )


def parse_form_answers(manifest: dict[str, Any], values: dict[str, str]) -> UploadedAnswers:
    """The one checklist of the file with its answers, and a sentence for every field that fits no question.

    Raises InvalidAnswersError where it names no checklist or several, or has no fields."""
    if isinstance(manifest.get("answers"), dict):  # our own file of answers, which has no fields
        return UploadedAnswers(Answers.from_json(json.dumps(manifest["answers"])))
    checklists = manifest["checklists"]
    if len(checklists) != 1 or not isinstance(checklists[0], dict):
        raise InvalidAnswersError(_("This file holds more than one checklist. Bring the form of a single one."))
    (source,) = checklists
    try:
        key = uuid.UUID(str(source.get("key")))
        version = source.get("version")
        asked = {str(item["id"]): f"{item.get('section', '')}{item.get('number', '')}" for item in source["items"]}
    except (KeyError, TypeError, ValueError, AttributeError):
        raise InvalidAnswersError(_("This file does not say which checklist it belongs to.")) from None
    if not is_version(version):
        raise InvalidAnswersError(_("This file does not say which checklist it belongs to."))
    if not values:
        raise InvalidAnswersError(
            _("This PDF has no form fields: it is the one for pen and paper. Type its answers in instead.")
        )
    read = UploadedAnswers(Answers(key, version, normalize_language(manifest.get("language", ""))))
    stored: dict[str, dict[str, str]] = {}
    for name, value in values.items():
        letter, _underscore, item = name.partition("_")
        if letter in PARTS and item:
            stored.setdefault(item, {})[PARTS[letter]] = value
    changed = stored.keys() - asked.keys()
    if changed:
        read.problems.append(_("This file was changed: some of its fields belong to no question that it names."))
    for item, parts in stored.items():
        typed = parts.get("mark", "")
        if typed not in ANSWERS:
            parts["mark"] = ""
            if typed and item in asked:
                said = {"code": asked[item][:8], "typed": typed[:40]}
                read.problems.append(_("%(code)s: “%(typed)s” is no answer, so this question stays open.") % said)
        if item in asked:
            read.answers.take(item, parts)
    return read


def values_of(document: Any) -> Iterator[tuple[str, str]]:
    """Every terminal field's name and value. Raises InvalidAnswersError for more than MOST_FIELDS of them."""
    form = document.trailer["/Root"].get("/AcroForm")
    fields = form.get_object().get("/Fields", []) if form is not None else []
    for number, reference in enumerate(fields):
        if number >= MOST_FIELDS:
            raise InvalidAnswersError(_("This PDF has far more fields than any form of ours."))
        field = reference.get_object()
        name = field.get("/T")
        if name is not None:
            yield str(name), read_field_value(field)


def read_field_value(field: Any) -> str:
    kids = [kid.get_object() for kid in islice(plain_list(field.get("/Kids")), MOST_KIDS)]
    value = plain(field.get("/V"))
    if field.get("/FT") != "/Btn":
        return value
    value = value.removeprefix("/")  # some programs write a button's name as a string, stroke and all
    if value in ("", "Off"):  # some viewers set the button and forget the group
        value = next((on for kid in kids if (on := plain(kid.get("/AS"))) not in ("", "Off")), "")
    options = plain_list(field.get("/Opt"))
    if value.isdecimal() and len(value) < 4 and int(value) < len(options):
        value = plain(options[int(value)])
    return value


def plain_list(value: Any) -> list[Any]:
    """A PDF array, which may stand elsewhere in the file; none where there is something else."""
    value = value.get_object() if hasattr(value, "get_object") else value
    return value if isinstance(value, list) else []


def plain(value: Any) -> str:
    """A PDF value as text: a name without its stroke, the first of an array, a string whatever its encoding."""
    if value is None:
        return ""
    value = value.get_object() if hasattr(value, "get_object") else value
    if isinstance(value, list):
        return plain(value[0]) if value else ""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value).removeprefix("/") if type(value).__name__ == "NameObject" else str(value)
