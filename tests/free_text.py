"""Every field into which a person can type words of her own, once, with the kinds of places where others read them.

A new text column fails tests/test_free_text.py until it is listed here. The tests named `test_free_text` of each app put
markup into each field and read every place that shows it: it comes out as words, never as markup, in none of them.

Places: page (of the portal), staff (Wagtail's admin), paper (the HTML that the renderer gets), file (anything else that
is taken away), data (JSON). No mail is among them: a mail says nothing that anybody typed.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser
from io import BytesIO
from typing import Any
from zipfile import ZipFile, is_zipfile

from django.apps import apps
from django.db import models
from lxml import etree
from wagtail.blocks import CharBlock, StructBlock, TextBlock
from wagtail.fields import RichTextField, StreamField

from modules.blocks import KeyBlock

APPS = ["accounts", "exports", "toolkit", "assessments", "modules", "network"]

LISTED: dict[str, str] = {
    "accounts.RightsChange.what": "",
    "accounts.User.email": "",
    "accounts.User.first_name": "",
    "accounts.User.last_name": "",
    "assessments.Action.what": "",
    "assessments.Assessment.title": "",
    "assessments.Comment.text": "",
    "assessments.Entry.action": "",
    "assessments.Entry.evidence": "",
    "assessments.Entry.note": "",
    "assessments.Evidence.name": "",
    "assessments.Invitation.address": "",
    "assessments.Participation.name": "",
    "assessments.Round.asked": "",
    "assessments.Step.content": "",
    "exports.Export.title": "",
    "modules.Change.base": "",
    "modules.Change.ours": "",
    "modules.Change.why": "",
    "modules.Feedback.words": "",
    "modules.LecturerRequest.answer": "",
    "modules.LecturerRequest.institution": "",
    "modules.LecturerRequest.proof": "",
    "modules.LecturerRequest.role": "",
    "modules.Module.adapted_by": "",
    "modules.Module.authors": "",
    "modules.Module.description": "",
    "modules.Module.institution": "",
    "modules.Module.parts": "",
    "modules.Module.reader": "",
    "modules.Module.summary": "",
    "modules.Module.title": "",
    "modules.PlannedClass.title": "",
    "modules.Recording.title": "",
    "modules.Taught.changed": "",
    "modules.Taught.institution": "",
    "modules.Taught.worked": "",
    "modules.VideoText.captions": "",
    "modules.VideoText.chapters": "",
    "modules.VideoText.questions": "",
    "modules.VideoText.summary": "",
    "modules.VideoText.title": "",
    "network.Announcement.title": "",
    "network.Announcement.words": "",
    "network.Application.address": "",
    "network.Application.pseudonym": "",
    "network.Application.reach": "",
    "network.Application.why": "",
    "network.Circle.summary": "",
    "network.Circle.title": "",
    "network.Comment.words": "",
    "network.Description.words": "",
    "network.Event.description": "",
    "network.Event.place": "",
    "network.Event.title": "",
    "network.Feedback.words": "",
    "network.KeyDate.note": "",
    "network.KeyDate.title": "",
    "network.Lesson.summary": "",
    "network.Lesson.title": "",
    "network.Material.label": "",
    "network.Meeting.words": "",
    "network.Member.address": "",
    "network.Member.pseudonym": "",
    "network.Member.reach": "",
    "network.Message.text": "",
    "network.Offer.contact": "",
    "network.Pairing.goals": "",
    "network.Pin.label": "",
    "network.Plan.goals": "",
    "network.Plan.support": "",
    "network.Plan.where": "",
    "network.Post.words": "",
    "network.Profile.about": "",
    "network.Profile.city": "",
    "network.Profile.institution": "",
    "network.Profile.name": "",
    "network.Profile.position": "",
    "network.Progress.note": "",
    "network.Question.answer": "",
    "network.Question.text": "",
    "network.Reflection.words": "",
    "network.Report.excerpt": "",
    "network.Series.summary": "",
    "network.Series.title": "",
    "network.Step.words": "",
    "toolkit.ArticlePage.body": "",
    "toolkit.ArticlePage.summary": "",
    "toolkit.ChecklistPage.sections": "",
    "toolkit.ChecklistPage.summary": "",
    "toolkit.CoherenceRule.question": "",
    "toolkit.Findable.place": "",
    "toolkit.Findable.text": "",
    "toolkit.Findable.title": "",
    "toolkit.HomePage.parts": "",
    "toolkit.HomePage.placeholder": "",
    "toolkit.HomePage.summary": "",
    "toolkit.HomePage.ways": "",
    "toolkit.Instrument.reference": "",
    "toolkit.Instrument.short": "",
    "toolkit.Instrument.summary": "",
    "toolkit.Instrument.title": "",
    "toolkit.Picture.credit": "",
    "toolkit.Picture.description": "",
    "toolkit.Picture.title": "",
    "toolkit.Portal.contact": "",
    "toolkit.Portal.footer": "",
    "toolkit.Portal.name": "",
    "toolkit.Portal.publisher": "",
    "toolkit.Portal.strapline": "",
    "toolkit.PortalDocument.title": "",
    "toolkit.PracticePage.body": "",
    "toolkit.PracticePage.summary": "",
    "toolkit.Provision.number": "",
    "toolkit.Provision.text": "",
    "toolkit.Provision.title": "",
    "toolkit.Provision.topics": "",
    "toolkit.SectionPage.summary": "",
    "toolkit.Term.confuse": "",
    "toolkit.Term.forms": "",
    "toolkit.Term.name": "",
    "toolkit.Term.short": "",
    "toolkit.ToolPage.body": "",
    "toolkit.ToolPage.reader": "",
    "toolkit.ToolPage.summary": "",
    "toolkit.ToolPage.task": "",
    "wagtailcore.Page.search_description": "",
    "wagtailcore.Page.seo_title": "",
    "wagtailcore.Page.title": "",
}
# Fields that hold rich text: what is typed is cleaned when it is saved (Wagtail's converter, or nh3), and is markup.
CLEANED: dict[str, str] = {
    "modules.Module.introduction": "",
    "modules.VideoText.transcript": "",
    "network.Lesson.body": "",
    "toolkit.Term.text": "",
}
# Text columns that nobody types words into, and why.
NOT_TYPED: dict[str, str] = {
    "a hash or a key": "accounts.Purse.key "
    "accounts.User.password "
    "assessments.Assessment.head "
    "assessments.Evidence.key "
    "assessments.Invitation.token "
    "assessments.Round.frozen_head "
    "assessments.Step.before "
    "assessments.Step.digest "
    "assessments.Step.hash "
    "exports.Export.client "
    "exports.Export.key "
    "exports.Export.session "
    "network.Application.address_index "
    "network.Application.digits_hash "
    "network.Application.return_hash "
    "network.Deed.code_hash "
    "network.Invitation.code_hash "
    "network.Second.code_hash "
    "network.Seen.key "
    "network.Tally.key "
    "toolkit.Loaded.source "
    "toolkit.Loaded.written "
    "toolkit.Picture.file_hash "
    "toolkit.PortalDocument.file_hash ",
    "a random id": "accounts.RightsChange.about "
    "accounts.RightsChange.by "
    "accounts.User.username "
    "assessments.Entry.item "
    "assessments.Step.about "
    "toolkit.Findable.item "
    "wagtailcore.Page.path "
    "wagtailcore.Page.draft_title "
    "toolkit.ArticlePage.related toolkit.PracticePage.related toolkit.ToolPage.related ",
    "a code of ours": "assessments.Step.action "
    "exports.Export.kind "
    "exports.Export.language "
    "exports.Export.media_type "
    "exports.Export.stage "
    "modules.Change.kind "
    "network.Country.code "
    "network.Figure.row "
    "network.Trail.action "
    "network.Trail.result "
    "toolkit.Findable.language "
    "toolkit.PictureRendition.filter_spec "
    "toolkit.PictureRendition.focal_point_key "
    "toolkit.Word.language ",
    "choices and ids, each checked": "exports.Export.options "
    "exports.Export.subject "
    "modules.Module.disciplines "
    "modules.Module.topics "
    "modules.PlannedClass.plan "
    "network.Application.languages "
    "network.Deed.details "
    "network.Description.aims "
    "network.Description.languages "
    "network.Description.skills "
    "network.Suggestion.grounds "
    "toolkit.CoherenceRule.all_of "
    "toolkit.CoherenceRule.any_of "
    "toolkit.CoherenceRule.none_of ",
    "written by us": "accounts.Letter.body "
    "assessments.Evidence.kind "
    "exports.Export.filename "
    "exports.Export.version_note "
    "modules.Module.citations "
    "network.Lesson.key "
    "network.Series.key "
    "toolkit.Loaded.name "
    "toolkit.Word.word ",
    "an address, checked": "accounts.Letter.address "
    "exports.Export.page_url "
    "network.Material.path "
    "network.Pin.path "
    "toolkit.Findable.path "
    "toolkit.Instrument.url "
    "toolkit.Portal.originals_url "
    "wagtailcore.Page.url_path ",
    "a file": "network.MaterialFile.base64 network.Photo.body ",
    "a time zone": "network.Event.zone network.EventPreference.zone ",
}


def text_fields() -> dict[str, models.Field]:
    """Label -> field, of all our models and what they inherit: app.Model.field."""
    found = {}
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.concrete_fields:
                if holds_text(field):
                    found[f"{field.model._meta.label}.{field.name}"] = field
    return found


def holds_text(field: models.Field) -> bool:
    """Slugs, addresses and choices take no words: their own validation says so."""
    if field.choices or isinstance(field, models.SlugField | models.FileField):
        return False
    return isinstance(field, models.CharField | models.TextField | models.JSONField | StreamField)


# --- Markup, and how it is told again -------------------------------------------------------------------------------


def number_of(label: str) -> int:
    return 100 + sorted([*LISTED, *CLEANED]).index(label)


def markup(label: str, most: int | None = None, row: int = 0) -> str:
    """What is typed into a field: a formula, a tag with a script, both quotes, an ampersand, and which field it is."""
    tag = f"ZQ7-{number_of(label)}-{row}</b>"
    return f"<b onerror=x>\"'&{tag}" if most and most < 80 else f"=1+1<img src=x onerror=alert(1)> \"'&<b>{tag}"


def labels_in(text: str) -> set[str]:
    known = sorted([*LISTED, *CLEANED])
    numbers = {int(number) - 100 for number in re.findall(r"ZQ7-(\d{3})-", text)}
    return {known[number] for number in numbers if 0 <= number < len(known)}


class Scripts(HTMLParser):
    """The tags of a page that hold an event handler: a browser would run it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if any(name.startswith("onerror") for name, _value in attrs):
            self.found.append(tag)


RAW = re.compile(r"<img src=x|<b>ZQ7-|<b onerror")
TWICE = re.compile(r"&amp;(?:lt|quot|amp|#x27|#39);")


def unescaped(html: str) -> list[str]:
    """What is markup where it should be words, and what a reader would see as &lt; because it was escaped twice."""
    found = [f"a script in <{tag}>" for tag in Scripts(html).found]
    for pattern in (RAW, TWICE):
        if (hit := pattern.search(html)) is not None:
            found.append(f"{html[max(0, hit.start() - 60) : hit.end() + 60]!r}")
    return found


class Reading:
    """What was found where, and what was wrong."""

    def __init__(self) -> None:
        self.places: dict[str, set[str]] = defaultdict(set)
        self.wrong: list[str] = []

    def html(self, place: str, html: str, where: str) -> None:
        for label in labels_in(html):
            self.places[label].add(place)
        self.wrong += [f"{where}: {what}" for what in unescaped(html)]

    def response(self, place: str, response: Any, where: str) -> None:
        """An answer of the portal, of whatever kind."""
        if response.status_code >= 500:
            self.wrong.append(f"{where}: {response.status_code}")
        content = b"".join(response.streaming_content) if response.streaming else response.content
        kind = response.get("Content-Type", "")
        if "html" in kind:
            self.html(place, content.decode(), where)
        elif content and response.status_code == 200:
            self.file(content, where, "data" if "json" in kind else "file")

    def file(self, content: bytes, where: str, place: str = "file") -> None:
        """Any file: in an archive each of its files. Pages are read as pages, XML as XML, spreadsheets cell by cell."""
        if is_zipfile(BytesIO(content)):
            with ZipFile(BytesIO(content)) as archive:
                self.sheets(content, where, archive)
                for name in archive.namelist():
                    self.file(archive.read(name), f"{where}/{name}", place)
            return
        text = content.decode("utf-8", "replace")
        for label in labels_in(text):
            self.places[label].add(place)
        start = text.lstrip("\ufeff \n")[:200].lower()
        if "<html" in start or "<!doctype html" in start:
            self.wrong += [f"{where}: {what}" for what in unescaped(text)]
        elif start.startswith("<?xml") or start.startswith("<"):
            self.xml(content, where)

    def xml(self, content: bytes, where: str) -> None:
        """No element is made of what was typed; where a text is itself HTML, it is escaped there once more."""
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False))
        for node in root.iter(etree.Element):
            if any(str(name).startswith("onerror") for name in node.attrib):
                self.wrong.append(f"{where}: a script in <{node.tag}>")
            is_html = "html" in f"{node.get('texttype', '')}{node.get('type', '')}"
            above = node.getparent()
            is_html |= above is not None and above.get("format") == "html"
            if is_html and node.text:
                self.wrong += [f"{where} <{node.tag}>: {what}" for what in unescaped(node.text) if "amp" not in what]

    def sheets(self, content: bytes, where: str, archive: ZipFile) -> None:
        """No cell of a workbook is a formula."""
        import openpyxl

        if "xl/workbook.xml" in archive.namelist():
            for sheet in openpyxl.load_workbook(BytesIO(content)):
                kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
                if not kinds <= {"s", "n", "inlineStr"}:
                    self.wrong.append(f"{where}: cells of kind {kinds}")

    def told(self, labels: Iterable[str]) -> dict[str, str]:
        """As the list above says it."""
        return {label: " ".join(sorted(self.places[label])) for label in labels}


def listed(*apps_: str) -> dict[str, str]:
    """What the list says of the fields of some apps, in one order."""
    rows = {**LISTED, **CLEANED}
    return {label: " ".join(sorted(places.split())) for label, places in rows.items() if label.split(".")[0] in apps_}


# --- Putting it there -----------------------------------------------------------------------------------------------


def fill(*labels: str, only: Mapping[str, Any] | None = None) -> None:
    """Into each of these fields, in every row there is. Without validation: what a form refuses today, an import or an
    older release may have let in. Each row has words of its own, where a column must differ."""
    for label in labels:
        app, model, name = label.split(".")
        manager = apps.get_model(app, model)._base_manager
        for n, row in enumerate(manager.filter(**(only or {}))):
            setattr(row, name, markup(label, row._meta.get_field(name).max_length, n))
            row.save(update_fields=[name])


def in_blocks(value: Any, block: Any, text: str) -> Any:
    """The raw data of a StreamField with `text` wherever an editor types plain words. Rich text gets it as words too."""
    from wagtail.blocks import ListBlock, StreamBlock, StreamValue

    if isinstance(block, StreamBlock):
        children = block.child_blocks
        rows = value.raw_data if isinstance(value, StreamValue) else value
        return [{**raw, "value": in_blocks(raw["value"], children[raw["type"]], text)} for raw in rows or []]
    if isinstance(block, ListBlock):
        inner = block.child_block
        return [
            {**raw, "value": in_blocks(raw["value"], inner, text)}
            if isinstance(raw, dict) and "value" in raw
            else in_blocks(raw, inner, text)
            for raw in value or []
        ]
    if isinstance(block, StructBlock):
        return {
            name: in_blocks(inner, block.child_blocks[name], text) if name in block.child_blocks else inner
            for name, inner in value.items()
        }
    return text if is_plain(block) and isinstance(value, str) and value else value


def is_plain(block: Any) -> bool:
    """Whether an editor types words into it, with no widget or rule that keeps them to something else."""
    return isinstance(block, CharBlock | TextBlock) and not isinstance(block, KeyBlock)


def rich_fields() -> Iterator[str]:
    yield from (label for label, field in text_fields().items() if isinstance(field, RichTextField))
