"""Loading settings and glossary, one row at a time, past whatever an editor changed."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from wagtail.models import Locale, RevisionMixin

from toolkit.actions.english_words import settle_loaded_words
from toolkit.actions.fields import digest_fields, is_child_row_name, read_editable_fields, reset_fields, restore_fields
from toolkit.actions.governing import ask_to_look_again, renew_published_words
from toolkit.actions.legacy_digests import compute_legacy_digest, list_legacy_fields
from toolkit.actions.library import ContentLibrary, DeletedByEditorError, LoadReport
from toolkit.models import GovernedEntry, LoadedContent, Portal, Term
from toolkit.selectors.translatable import is_on_desk
from toolkit.uploads import digest_data, render_rich_text
from toolkit.uploads.language_folders import LanguageFolder

type Store[Row] = Callable[[Row], Row]


class RowLoader:
    """Loads what is no page: settings, law, glossary. `write` is how every object is written."""

    def __init__(self, folder: Path) -> None:
        self.files = LanguageFolder(folder, folder.with_name(settings.LANGUAGE_CODE))
        self.locale = Locale.objects.get(language_code=self.files.code)
        self.library = ContentLibrary(self.locale)
        self.report = LoadReport()
        rows = LoadedContent.objects.filter(name__startswith=f"{self.files.code}/")
        self.loaded = {row.name.partition("/")[2]: row for row in rows}

    # -- one object ------------------------------------------------------------------------------------------

    def write[Row: models.Model](
        self, name: str, row: Row | None, data: dict[str, Any], new: Row, fill: Callable[[Row], None], store: Store[Row]
    ) -> Row | None:
        """Brings one object up to date, but for what an editor made of it. The object as it is then; None for none.

        `row` is the object, None where there is none; `new` becomes it. `fill` puts the content into one, unsaved, and
        `store` saves it.
        """
        place, name, source = name, f"{self.files.code}/{name}", digest_source(data)
        loaded = self.loaded.get(place)
        if row is not None and loaded is not None:
            return self.renew(row, loaded, source, fill, store)
        if row is not None:
            self.report.left_alone.append(f"{name} (made by an editor)")
            return row
        if loaded is not None:
            self.report.left_alone.append(f"{name} (deleted by an editor)")
            return None
        if not self.is_filled(new, name, fill):
            self.library.left_out.add(place)
            if new.pk is not None:  # it stood there empty, so that others could name it
                new.delete()
                self.library.rows.forget(new)
            return None
        row, fields = self.create(new, store)
        self.library.rows.put(row)
        self.remember(place, source, fields)
        self.report.created.append(name)
        return row

    def create[Row: models.Model](self, new: Row, store: Store[Row]) -> tuple[Row, dict[str, str]]:
        """Saves a new row. With the digest of each field, which is read before: that asks the database for nothing."""
        fields = digest_fields(self.content_of(new))
        return store(new), fields

    def renew[Row: models.Model](
        self, row: Row, loaded: LoadedContent, source: str, fill: Callable[[Row], None], store: Store[Row]
    ) -> Row:
        """Field by field: what an editor changed stays, and is named; what else the content says differently comes.
        A translation that says what it said before has nothing to bring, and is not compared: there are seven."""
        if self.library.is_translation and loaded.source == source and loaded.fields is not None:
            self.report.unchanged.append(loaded.name)
            return row
        if loaded.source != source:  # about to be written: an editor may have published since all rows were read
            row = read_again(row)
        if why := self.in_use(row):
            self.report.left_alone.append(f"{loaded.name} ({why})")
            return row
        theirs = digest_fields(self.content_of(row))
        before = self.before(row, loaded, theirs)
        edited = list_different_fields(theirs, before)
        ours, kept, result = theirs, [], self.report.unchanged
        if edited or loaded.source != source:
            target = read_again(row)
            # What was edited is emptied first: where it says the same afterwards, the content says so, too.
            reset_fields(target, [field for field in edited if before.get(field)])
            if not self.is_filled(target, loaded.name, fill):
                return row
            ours = digest_fields(self.content_of(target))
            kept = [field for field in list_different_fields(ours, theirs) if field in edited]
            restore_fields(target, edited, row)
            if any(field not in edited for field in list_different_fields(ours, theirs)):
                row, result = read_again(store(target)), self.report.updated
                self.library.rows.put(row)
                self.settle(row)
        result.append(loaded.name)
        if kept:
            self.report.left_alone.append(f"{loaded.name}: {', '.join(kept)} (changed by an editor)")
        last = digest_fields(self.content_of(row))
        last |= {field: before.get(field) or ours.get(field, "") for field in kept}
        update_digests(loaded, "" if kept else source, last)
        return row

    def is_filled[Row: models.Model](self, row: Row, name: str, fill: Callable[[Row], None]) -> bool:
        """Fills `row`. False, and said, where the content names what an editor deleted."""
        try:
            fill(row)
        except DeletedByEditorError as gone:
            self.report.left_alone.append(f"{name} (names {gone}, which an editor deleted)")
            return False
        return True

    def settle(self, row: models.Model) -> None:
        """Newer words of a translation are of the English as it is, unless a file says that it knows older English."""
        if self.library.is_translation and not self.files.changed and is_on_desk(row):
            settle_loaded_words(row)

    def in_use(self, row: models.Model) -> str:
        """Why nothing of `row` can be brought up to date now; "" where it can. A draft is somebody's work in progress:
        whatever was published above it would go again with it."""
        if not getattr(row, "live", True):
            return "unpublished by an editor"
        if not getattr(row, "has_unpublished_changes", False):
            return ""
        draft = row.get_latest_revision_as_object()  # type: ignore[attr-defined]
        fields = ", ".join(
            list_different_fields(digest_fields(self.content_of(row)), digest_fields(self.content_of(draft)))
        )
        return fields and f"in an editor's draft: {fields}; the rest comes once that is published or discarded"

    def before(self, row: models.Model, loaded: LoadedContent, now: dict[str, str]) -> dict[str, str]:
        """The digest of each field as the content last put it there; "" for not known. `now` are those of the present.
        A field that is younger than the last load was empty then."""
        known = loaded.fields if loaded.fields is not None else self.understood(row, loaded.written)
        known = {field: told for field, told in known.items() if field in now or is_child_row_name(row, field)}
        if not (young := now.keys() - known.keys()):
            return known
        blank = read_again(row)
        reset_fields(blank, young)
        return digest_fields(self.content_of(blank)) | known

    def understood(self, row: models.Model, written: str) -> dict[str, str]:
        """What `written`, an older release's digest of the whole row, says of each field. It fits the row as it is, or
        as the load published it. Otherwise only what says the same as the content will count as untouched."""
        names = self.known_fields(row)
        for version in [row, *versions(row)]:
            if written in self.whole_digests(version):
                fields = digest_fields(self.content_of(version))
                break
        else:
            fields = dict.fromkeys(self.content_of(row), "")
        return {field: told for field, told in fields.items() if field.partition(".")[0] in names}

    def content_of(self, row: models.Model) -> dict[str, Any]:
        return read_editable_fields(row)

    def whole_digests(self, row: models.Model) -> set[str]:
        return {compute_legacy_digest(row)}

    def known_fields(self, row: models.Model) -> set[str]:
        return list_legacy_fields(row)

    def set_values(self, row: models.Model, values: dict[str, Any]) -> None:
        for name, value in values.items():
            setattr(row, name, value)

    def tie[Row: models.Model](self, name: str, row: Row, key: str) -> Row | None:
        """A new row as the translation of the English one with this key: readers get one of the two. None, and said,
        where there is no English one: nothing is translated that English lacks."""
        if not self.library.is_translation:
            return row
        source = self.library.find_english(type(row), key)
        if source is None:
            self.leave_alone(name)
            return None
        row.translation_key = source.translation_key  # type: ignore[attr-defined]
        return row

    def leave_alone(self, name: str) -> None:
        self.report.left_alone.append(f"{self.files.code}/{name} (its place was deleted by an editor)")

    # -- settings, glossary ---------------------------------------------------------------------------------

    def load_portal(self) -> None:
        site = self.files.one("site.yaml")
        if not site or self.files.code != settings.LANGUAGE_CODE or Portal.objects.exists():
            return
        fields = {key: site[key] for key in ("name", "strapline", "publisher", "contact", "footer") if site.get(key)}
        originals = [original["url"] for original in site.get("originals", []) if original.get("url")]
        Portal.objects.create(**fields, originals_url=originals[0] if originals else "")

    def load_glossary(self) -> None:
        """Two passes: a term may name terms that stand further down."""
        rows = self.files.rows("glossary.yaml")
        have = {term.slug: term for term in Term.objects.filter(locale=self.locale)}
        for data in rows:
            name, slug = f"glossary/{data['slug']}", data["slug"]
            if slug not in have and not self.known(name):
                term = self.tie(name, Term(locale=self.locale, slug=slug, name=data["term"]), slug)
                if term is not None:
                    term.save()
                    self.library.rows.put(term)
        for data in rows:
            name, is_new = f"glossary/{data['slug']}", data["slug"] not in have
            row = self.library.find_own(Term, data["slug"])
            if row is not None or self.known(name):
                fill = partial(self.fill_term, data=data)
                self.write(name, None if is_new else row, data, row or Term(), fill, save_row)

    def known(self, name: str) -> bool:
        return name in self.loaded

    def remember(self, name: str, source: str, fields: dict[str, str] | None = None) -> None:
        """That this was loaded, what the file said, and the digest of each field."""
        self.loaded[name] = LoadedContent.objects.create(name=f"{self.files.code}/{name}", source=source, fields=fields)

    def fill_term(self, row: Term, data: dict[str, Any]) -> None:
        row.name = data["term"]
        row.short = data["short"]
        row.forms = "\n".join(data.get("forms") or [data["term"].lower()])
        row.text = render_rich_text(data.get("text") or "", self.library.link)
        row.confuse = data.get("confuse") or ""
        connect_rows(row, "provisions", [self.library.provision(key) for key in data.get("provisions") or []])
        connect_rows(row, "related", [self.library.term(slug) for slug in data.get("related") or []])


def read_again[Row: models.Model](row: Row) -> Row:
    """The same row from the database, as another object."""
    return type(row)._base_manager.get(pk=row.pk)


def list_different_fields(one: dict[str, str], other: dict[str, str]) -> list[str]:
    """The fields that only one of them has, or that say something else in each."""
    return [field for field in {**one, **other} if one.get(field) != other.get(field)]


def connect_rows(row: Any, name: str, others: list[Any]) -> None:
    """A new row that names nothing is left as it is: what was assigned is compared with the database."""
    if others or row.pk is not None:
        setattr(row, name, others)


def save_row[Row: models.Model](row: Row) -> Row:
    """Readers see it at once. What rests on law that a release changed, or told to have ended, is to be looked at
    again."""
    says_otherwise = isinstance(row, GovernedEntry) and renew_published_words(row)
    row.save()
    if says_otherwise:
        ask_to_look_again(row)
    return row


def digest_source(data: Any) -> str:
    """Of a file's data. Links to law and words were plain addresses once: what has one is written anew."""
    text = json.dumps(data, default=str)
    has_link = "](provision:" in text or "](term:" in text
    return digest_data([data, "links name rows"] if has_link else data)


def fill_empty_columns(model: type[models.Model], data: dict[str, Any]) -> dict[str, Any]:
    """A file's row as values of columns: where it says null, what an empty column holds."""
    empty = {name: None if model._meta.get_field(name).null else "" for name, value in data.items() if value is None}
    return {**data, **empty}


def versions(row: models.Model) -> Iterator[models.Model]:
    """As it was published and drafted, the latest first; nothing where no revisions are kept."""
    if isinstance(row, RevisionMixin):
        yield from (revision.as_object() for revision in row.revisions.order_by("-created_at", "-pk").iterator())


def update_digests(loaded: LoadedContent, source: str, fields: dict[str, str]) -> None:
    if (loaded.source, loaded.fields, loaded.written) != (source, fields, ""):
        loaded.source, loaded.fields, loaded.written = source, fields, ""
        loaded.save()
