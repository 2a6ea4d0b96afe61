"""Every field into which a person can type words of her own, once, with the kinds of places where others read them.

A new text column fails tests/test_free_text.py until it is listed here. The tests named `test_free_text` of each app put
markup into each field and read every place that shows it: it comes out as words, never as markup, in none of them.

Places: page (of the portal), staff (Wagtail's admin), paper (the HTML that the renderer gets), file (anything else that
is taken away), data (JSON). No mail is among them: a mail says nothing that anybody typed.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from io import BytesIO
from typing import Any
from zipfile import ZipFile, is_zipfile

from django.apps import apps
from django.db import models
from lxml import etree
from wagtail.blocks import CharBlock, ListBlock, StreamBlock, StreamValue, StructBlock, TextBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import RichTextField, StreamField

from modules.blocks import PartKeyBlock

APPS = ["accounts", "exports", "toolkit", "assessments", "modules", "network"]

# Field -> places. An applicant's address and way to be reached are copied to the member, and shown as hers.
LISTED: dict[str, str] = {
    "accounts.RightsChange.what": "staff",
    "accounts.User.email": "staff",
    "accounts.User.first_name": "staff",
    "accounts.User.last_name": "staff",
    "assessments.Action.what": "data file page paper",
    "assessments.Assessment.title": "data file page paper",
    "assessments.Comment.text": "data file page",
    "assessments.Entry.action": "data file page paper",
    "assessments.Entry.evidence": "data file page paper",
    "assessments.Entry.note": "data file page paper",
    "assessments.Evidence.name": "data file page",
    "assessments.Invitation.address": "page",
    "assessments.Invitation.organisation": "page",
    "assessments.Invitation.words": "page",
    "assessments.Participation.name": "data file page paper",
    "assessments.Round.asked": "data file page",
    "modules.PartChange.base": "file page paper staff",
    "modules.PartChange.ours": "file page paper staff",
    "modules.PartChange.why": "file page paper staff",
    "modules.Feedback.words": "page staff",
    "modules.LecturerRequest.answer": "page",
    "modules.LecturerRequest.institution": "page staff",
    "modules.LecturerRequest.proof": "page staff",
    "modules.LecturerRequest.role": "page staff",
    "modules.Module.adapted_by": "staff",
    "modules.Module.authors": "file page paper staff",
    "modules.Module.description": "page staff",
    "modules.Module.institution": "file page paper staff",
    "modules.Module.parts": "file page paper staff",
    "modules.Module.reader": "file page paper staff",
    "modules.Module.summary": "data file page paper staff",
    "modules.Module.title": "data file page paper staff",
    "modules.PlannedClass.title": "page paper",
    "modules.Recording.title": "staff",
    "modules.TaughtClass.changed": "page staff",
    "modules.TaughtClass.institution": "page",
    "modules.TaughtClass.worked": "page staff",
    "modules.VideoText.captions": "file staff",
    "modules.VideoText.chapters": "file page staff",
    "modules.VideoText.questions": "file page paper staff",
    "modules.VideoText.summary": "file page paper staff",
    "modules.VideoText.title": "file page paper staff",
    "network.Announcement.title": "page",
    "network.Announcement.words": "page",
    "network.Application.address": "",
    "network.Application.pseudonym": "page",
    "network.Application.reach": "",
    "network.Application.why": "page",
    "network.Circle.summary": "page",
    "network.Circle.title": "data file page",
    "network.Comment.words": "page",
    "network.MentoringDescription.words": "data file page",
    "network.Event.description": "page",
    "network.Event.place": "page",
    "network.Event.title": "data file page",
    "network.Feedback.words": "data file page",
    "network.KeyDate.note": "page",
    "network.KeyDate.title": "page",
    "network.Lesson.summary": "page",
    "network.Lesson.title": "data file page",
    "network.Material.label": "page",
    "network.Meeting.words": "data file page",
    "network.Member.address": "data file page",
    "network.Member.pseudonym": "data file page",
    "network.Member.reach": "data file page",
    "network.Message.text": "data file page",
    "network.ContactOffer.contact": "data file page",
    "network.Pairing.goals": "data file page",
    "network.Pin.label": "page",
    "network.Plan.goals": "data file page",
    "network.Plan.support": "data file page",
    "network.Plan.where": "data file page",
    "network.Post.words": "data file page",
    "network.Profile.about": "data file page",
    "network.Profile.city": "data file page",
    "network.Profile.institution": "data file page",
    "network.Profile.name": "data file page paper",
    "network.Profile.position": "data file page",
    "network.Progress.note": "data file page",
    "network.Question.answer": "page",
    "network.Question.text": "page",
    "network.Reflection.words": "data file page",
    "network.Report.excerpt": "page",
    "network.Series.summary": "page",
    "network.Series.title": "data file page paper",
    "network.PlanStep.words": "data file page",
    "toolkit.ArticlePage.body": "page staff",
    "toolkit.ArticlePage.summary": "page staff",
    "toolkit.BlankFormPage.keeper": "file page paper staff",
    "toolkit.BlankFormPage.never": "file page paper staff",
    "toolkit.BlankFormPage.not_tested": "file page paper staff",
    "toolkit.BlankFormPage.note": "file page paper staff",
    "toolkit.BlankFormPage.open_points": "file page paper staff",
    "toolkit.BlankFormPage.parts": "file page paper staff",
    "toolkit.BlankFormPage.reader": "page paper staff",
    "toolkit.BlankFormPage.retention": "file page paper staff",
    "toolkit.BlankFormPage.summary": "file page paper staff",
    "toolkit.BlankFormPage.warning": "file page paper staff",
    "toolkit.CasePage.missed": "page paper staff",
    "toolkit.CasePage.not_tested": "page paper staff",
    "toolkit.CasePage.open_points": "page paper staff",
    "toolkit.CasePage.questions": "page paper staff",
    "toolkit.CasePage.reader": "page paper staff",
    "toolkit.CasePage.rights": "page paper staff",
    "toolkit.CasePage.steps": "page paper staff",
    "toolkit.CasePage.summary": "page paper staff",
    "toolkit.CasePage.text": "page paper staff",
    "toolkit.CasePage.thought": "page paper staff",
    "toolkit.ChecklistPage.sections": "file page paper staff",
    "toolkit.ChecklistPage.summary": "page paper staff",
    "toolkit.CoherenceRule.question": "page staff",
    "toolkit.HomePage.parts": "page staff",
    "toolkit.HomePage.placeholder": "page staff",
    "toolkit.HomePage.summary": "page staff",
    "toolkit.HomePage.ways": "page staff",
    "toolkit.Instrument.note": "page staff",
    "toolkit.Instrument.original_title": "page staff",
    "toolkit.Instrument.reference": "page paper staff",
    "toolkit.Instrument.short": "file page paper staff",
    "toolkit.Instrument.summary": "page staff",
    "toolkit.Instrument.title": "page paper staff",
    "toolkit.LearningPage.not_tested": "page paper staff",
    "toolkit.LearningPage.open_points": "page paper staff",
    "toolkit.LearningPage.reader": "page paper staff",
    "toolkit.LearningPage.steps": "page paper staff",
    "toolkit.LearningPage.summary": "page paper staff",
    "toolkit.PathPage.boxes": "paper staff",
    "toolkit.PathPage.card": "paper staff",
    "toolkit.PathPage.card_foot": "paper staff",
    "toolkit.PathPage.never": "paper staff",
    "toolkit.PathPage.not_tested": "page paper staff",
    "toolkit.PathPage.one_walk_each": "page paper staff",
    "toolkit.PathPage.open_points": "page paper staff",
    "toolkit.PathPage.reader": "page paper staff",
    "toolkit.PathPage.screens": "page paper staff",
    "toolkit.PathPage.short_title": "page paper staff",
    "toolkit.PathPage.summary": "page paper staff",
    "toolkit.PathPage.warning": "page paper staff",
    "toolkit.Picture.credit": "page paper staff",
    "toolkit.Picture.description": "page paper staff",
    "toolkit.Picture.title": "staff",
    "toolkit.Portal.contact": "page staff",
    "toolkit.Portal.footer": "page paper staff",
    "toolkit.Portal.name": "page paper staff",
    "toolkit.Portal.publisher": "paper staff",
    "toolkit.Portal.strapline": "page staff",
    "toolkit.PortalDocument.title": "page paper staff",
    "toolkit.PracticePage.body": "page staff",
    "toolkit.PracticePage.summary": "page staff",
    "toolkit.Provision.limits": "page staff",
    "toolkit.Provision.number": "file page paper staff",
    "toolkit.Provision.reading": "page paper staff",
    "toolkit.Provision.text": "page paper staff",
    "toolkit.Provision.title": "file page paper staff",
    "toolkit.Provision.topics": "staff",
    "toolkit.ReaderMessage.reply": "staff",
    "toolkit.ReaderMessage.text": "staff",
    "toolkit.Rendering.text": "staff",
    "toolkit.SectionPage.body": "page staff",
    "toolkit.SectionPage.not_tested": "page staff",
    "toolkit.SectionPage.open_points": "page staff",
    "toolkit.SectionPage.summary": "page staff",
    "toolkit.SegmentComment.text": "staff",
    "toolkit.SentencesPage.behaviour": "page staff",
    "toolkit.SentencesPage.instead": "page paper staff",
    "toolkit.SentencesPage.not_tested": "page paper staff",
    "toolkit.SentencesPage.open_points": "page paper staff",
    "toolkit.SentencesPage.parts": "page paper staff",
    "toolkit.SentencesPage.reader": "page paper staff",
    "toolkit.SentencesPage.summary": "page paper staff",
    "toolkit.SentencesPage.warning": "page paper staff",
    "toolkit.SentencesPage.words": "page staff",
    "toolkit.ShortPage.body": "page paper staff",
    "toolkit.ShortPage.not_tested": "page paper staff",
    "toolkit.ShortPage.open_points": "page paper staff",
    "toolkit.ShortPage.reader": "page paper staff",
    "toolkit.ShortPage.summary": "page paper staff",
    "toolkit.SignsPage.missed": "page paper staff",
    "toolkit.SignsPage.not_tested": "page paper staff",
    "toolkit.SignsPage.open_points": "page paper staff",
    "toolkit.SignsPage.reader": "page paper staff",
    "toolkit.SignsPage.rule": "page paper staff",
    "toolkit.SignsPage.signs": "page paper staff",
    "toolkit.SignsPage.summary": "page paper staff",
    "toolkit.TreatyStanding.note": "file page staff",
    "toolkit.TreatyStanding.reservations": "file page staff",
    "toolkit.TreatyStanding.source": "file page staff",
    "toolkit.Verification.against": "page paper staff",
    "toolkit.Term.confuse": "page paper staff",
    "toolkit.Term.forms": "staff",
    "toolkit.Term.name": "page paper staff",
    "toolkit.Term.short": "page paper staff",
    "toolkit.TermBaseEntry.avoid": "staff",
    "toolkit.TermBaseEntry.english": "staff",
    "toolkit.TermBaseEntry.note": "staff",
    "toolkit.ToolPage.body": "page paper staff",
    "toolkit.ToolPage.reader": "page paper staff",
    "toolkit.ToolPage.summary": "page paper staff",
    "toolkit.ToolPage.task": "page staff",
    "wagtailcore.Page.search_description": "page paper staff",
    "wagtailcore.Page.seo_title": "page staff",
    "wagtailcore.Page.title": "data file page paper staff",
}
# Fields that hold rich text, which is markup: how what is typed is cleaned. Rich text in blocks: as Wagtail's.
CLEANED: dict[str, str] = {
    "modules.Module.introduction": "by Wagtail's editor when it is saved, by nh3 when it is loaded or translated",
    "modules.VideoText.transcript": "the same",
    "network.Lesson.body": "by nh3 whenever it is shown",
    "toolkit.SentencesPage.translators": "by Wagtail's editor when it is saved, by nh3 when it is loaded",
    "toolkit.SignsPage.intro": "by Wagtail's editor when it is saved, by nh3 when it is loaded",
    "toolkit.Term.text": "by Wagtail's editor when it is saved, by nh3 when it is loaded or translated",
}
# Why -> text columns that nobody types words into.
NOT_TYPED: dict[str, list[str]] = {
    "words of the fields above, as history, ledger, search and Wagtail keep them": [
        "assessments.AuditEntry.content",
        "exports.Export.title",
        "toolkit.SearchEntry.place",
        "toolkit.SearchEntry.text",
        "toolkit.SearchEntry.names",
        "toolkit.SearchEntry.title",
        "toolkit.EnglishWords.texts",
        "toolkit.EnglishWords.title",
        "toolkit.LookAgain.changed",
        "toolkit.LookAgain.kind",
        "toolkit.LookAgain.title",
        "toolkit.TranslationState.older",
        "wagtailcore.Page.draft_title",
    ],
    "a hash or a key": [
        "accounts.Purse.key",
        "accounts.User.password",
        "assessments.Assessment.head",
        "assessments.Evidence.key",
        "assessments.Invitation.token",
        "assessments.Round.first_head",
        "assessments.Round.frozen_head",
        "assessments.AuditEntry.before",
        "assessments.AuditEntry.digest",
        "assessments.AuditEntry.hash",
        "exports.Export.client",
        "exports.Export.key",
        "exports.Export.session",
        "network.Application.address_index",
        "network.Application.digits_hash",
        "network.Application.return_hash",
        "network.Deed.code_hash",
        "network.Invitation.code_hash",
        "network.DeedConfirmation.code_hash",
        "network.ViewRecord.key",
        "network.CardViewCount.key",
        "toolkit.Instrument.published_words",
        "toolkit.Provision.published_words",
        "toolkit.Term.published_words",
        "toolkit.TreatyStanding.published_words",
        "toolkit.Verification.words",
        "toolkit.LoadedContent.fields",
        "toolkit.LoadedContent.source",
        "toolkit.LoadedContent.written",
        "toolkit.Picture.file_hash",
        "toolkit.PortalDocument.file_hash",
        "toolkit.SentenceCheck.key",
        "toolkit.SentenceCheck.words",
        "toolkit.SentenceRecording.key",
        "toolkit.SentenceRecording.words",
    ],
    "a random id": [
        "accounts.RightsChange.about",
        "accounts.RightsChange.by",
        "accounts.User.username",
        "assessments.Entry.item",
        "assessments.AuditEntry.about",
        "toolkit.SearchEntry.item",
    ],
    "a code of ours": [
        "assessments.AuditEntry.action",
        "exports.Export.kind",
        "exports.Export.language",
        "exports.Export.media_type",
        "exports.Export.stage",
        "modules.PartChange.kind",
        "network.Country.code",
        "network.Figure.row",
        "network.Trail.action",
        "network.Trail.result",
        "toolkit.SearchEntry.language",
        "toolkit.PictureRendition.filter_spec",
        "toolkit.PictureRendition.focal_point_key",
        "toolkit.Rendering.language",
        "toolkit.SearchWord.language",
        "toolkit.SegmentComment.path",
        "wagtailcore.Page.path",
    ],
    "choices and ids, each checked": [
        "exports.Export.options",
        "exports.Export.subject",
        "modules.Module.disciplines",
        "modules.Module.topics",
        "modules.PlannedClass.plan",
        "network.Application.languages",
        "network.Deed.details",
        "network.MentoringDescription.aims",
        "network.MentoringDescription.languages",
        "network.MentoringDescription.skills",
        "network.Suggestion.grounds",
        "toolkit.ArticlePage.related",
        "toolkit.BlankFormPage.provisions",
        "toolkit.CasePage.provisions",
        "toolkit.CoherenceRule.all_of",
        "toolkit.CoherenceRule.any_of",
        "toolkit.CoherenceRule.none_of",
        "toolkit.HomePage.at_hand",
        "toolkit.LearningPage.provisions",
        "toolkit.PathPage.provisions",
        "toolkit.PracticePage.related",
        "toolkit.SectionPage.related",
        "toolkit.SentencesPage.card",
        "toolkit.SentencesPage.provisions",
        "toolkit.ShortPage.provisions",
        "toolkit.ShortPage.related",
        "toolkit.SignsPage.provisions",
        "toolkit.ToolPage.related",
    ],
    "written by us": [
        "accounts.Letter.body",
        "assessments.Evidence.kind",
        "exports.Export.filename",
        "exports.Export.version_note",
        "modules.Module.citations",
        "network.Lesson.key",
        "network.Series.key",
        "toolkit.LoadedContent.name",
        "toolkit.SearchWord.word",
    ],
    "an address, checked": [
        "accounts.Letter.address",
        "exports.Export.page_url",
        "network.Material.path",
        "network.Pin.path",
        "toolkit.ReaderMessage.place",
        "toolkit.SearchEntry.path",
        "toolkit.Instrument.url",
        "toolkit.LookAgain.address",
        "toolkit.LookAgain.changed_address",
        "toolkit.Verification.address",
        "toolkit.Portal.originals_url",
        "wagtailcore.Page.url_path",
    ],
    "a file": [
        "network.MaterialFile.base64",
        "network.Photo.body",
    ],
    "a date or a code, checked": [
        "toolkit.Instrument.original_language",
        "toolkit.TreatyStanding.since",
        "toolkit.TreatyStanding.source_date",
        "toolkit.Verification.language",
        "toolkit.Verification.text_date",
    ],
    "eight characters, too few for a label: tests/toolkit/test_free_text.py puts markup in it": [
        "toolkit.BlankFormPage.code",
    ],
    "a time zone": [
        "network.Event.zone",
        "network.EventPreference.zone",
    ],
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
    """Slugs and choices take no words: their own validation says so."""
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
AS_READ = re.compile(r"&(?:lt|quot|amp|#x27|#39);")
WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"  # of a document, as a reader sees them
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
            if node.tag == WORDS and AS_READ.search(node.text or ""):
                self.wrong.append(f"{where}: {node.text!r}")
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

    def differences(self, expected: Mapping[str, str], *only: str) -> list[str]:
        """Where a field is shown and not listed to be, or listed and not seen; `only` in these kinds of places."""
        found = []
        for label, places in expected.items():
            seen, said = self.places[label], set(places.split())
            if only:
                seen, said = seen & set(only), said & set(only)
            if seen != said:
                found.append(f"{label}: seen {sorted(seen)}, listed {sorted(said)}")
        return found


def listed(*apps_: str) -> dict[str, str]:
    """What the list says of the fields of some apps."""
    return {label: places for label, places in LISTED.items() if label.split(".")[0] in apps_}


# --- Putting it there -----------------------------------------------------------------------------------------------

NAMED = re.compile(r"\{[a-z][a-z0-9-]*\}")


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
    """The raw data of a StreamField with `text` wherever an editor types plain words. Names in curly brackets stay: words
    of a screen name another one, those of a form a place to write."""
    if value is None:
        return None
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
    if isinstance(block, TypedTableBlock):
        columns = [{**column, "heading": text} for column in value["columns"]]
        return {
            **value,
            "columns": columns,
            "rows": [{**row, "values": [text] * len(columns)} for row in value["rows"]],
        }
    if isinstance(block, StructBlock):
        return {
            name: in_blocks(inner, block.child_blocks[name], text) if name in block.child_blocks else inner
            for name, inner in value.items()
        }
    if is_plain(block) and isinstance(value, str) and value:
        return " ".join([text, *NAMED.findall(value)])
    return value


def is_plain(block: Any) -> bool:
    """Whether an editor types words into it, with no widget or rule that keeps them to something else."""
    return isinstance(block, CharBlock | TextBlock) and not isinstance(block, PartKeyBlock)


def rich_fields() -> Iterator[str]:
    yield from (label for label, field in text_fields().items() if isinstance(field, RichTextField))
