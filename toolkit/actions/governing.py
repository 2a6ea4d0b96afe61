"""What follows when an entry of the library is published: its rows of the search, its verification, things to look at
again; and what is refused because something rests on it."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.admin_url_finder import AdminURLFinder

from toolkit.actions.search_rows import index_entry
from toolkit.actions.verifying import refresh_verification_status
from toolkit.models import Instrument, LookAgain, Provision
from toolkit.selectors.dependents import find_dependents, find_touched


@transaction.atomic
def process_entry_publication(entry: Any) -> None:
    """Of an instrument, provision, term or standing that was just published."""
    if isinstance(entry, Provision):
        refresh_verification_status(entry)
    if remember_published_words(entry):
        ask_to_look_again(entry)
    index_entry(entry)


def remember_published_words(entry: Any) -> bool:
    """Whether readers saw other words before, or another state. The first publication changes nothing for anybody."""
    before = entry.published_words
    says_otherwise = renew_published_words(entry)
    if entry.published_words != before:
        type(entry).objects.filter(pk=entry.pk).update(published_words=entry.published_words)
    return says_otherwise


def renew_published_words(entry: Any) -> bool:
    """The same of an entry that is about to be saved, and unsaved."""
    before, entry.published_words = entry.published_words, entry.digest_public()
    return bool(before) and before != entry.published_words


def ask_to_look_again(entry: models.Model) -> None:
    """A row for each thing that rests on it, but where one still waits. A text that has ended takes its rules along:
    what rests on one of them is named, too."""
    changed = {"changed": str(entry)[:300], "changed_address": AdminURLFinder().get_edit_url(entry) or ""}
    rows = find_touched(entry)
    if isinstance(entry, Instrument) and entry.has_ended:
        rows += [row for rule in entry.provisions.all() for row in find_dependents(rule)]
    for row in rows:
        LookAgain.objects.get_or_create(
            changed_address=changed["changed_address"],
            address=row.address,
            done_at=None,
            defaults={**changed, "title": row.title[:300], "kind": row.kind[:60], "places": row.places},
        )


def remember_that_it_was_public(entry: Any) -> None:
    """Its address says so from now on, also of one that no editor ever published: those of the content files."""
    if not entry.published_words:
        remember_published_words(entry)


@transaction.atomic
def mark_looked_at(*, by: AbstractBaseUser, row: LookAgain) -> None:
    LookAgain.objects.filter(pk=row.pk, done_at=None).update(done_at=timezone.now(), done_by=by)


def refuse_delete(entry: models.Model) -> None:
    """Raises ProtectedError where something rests on it. The admin says so before, with the list."""
    if found := find_dependents(entry):
        raise ProtectedError(
            _("%(count)d things rest on “%(entry)s”. Let them rest on something else first.")
            % {"count": len(found), "entry": entry},
            {row.thing for row in found},
        )
