"""A member leaves: everything that is hers goes, at once and for good.

The rows go with her account (every reference to a member cascades or is emptied; tests/network/test_erasure.py walks
them all). What hangs on nothing is looked for here: files, waiting letters, sessions, applications, log entries.
"""

from importlib import import_module
from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry

from accounts.models import Letter, User
from accounts.permissions import require_permission
from accounts.sealing import Sealed, Shredded, blind_indexes
from exports.models import Export
from exports.storage import files
from network.models import Application, Member, Pairing, Trail
from network.storage import erasure_journal as journal


def erase_member(*, by: Member | None, member: Member) -> None:
    """Nothing of the member is left but the line in the journal: a random id and a day.

    The journal is written before the database forgets her: should the machine stop in between, `replay_erasures`
    finishes what she asked for. Raises PermissionDenied for another member; None is whoever runs the portal.
    """
    require_permission(by is None or by.pk == member.pk)
    journal.record_erasure(member.pk, timezone.localdate())
    with transaction.atomic():
        row = Member.objects.select_for_update(of=("self",)).select_related("user").get(pk=member.pk)
        Trail.objects.record_action("member.erase", by=None, about=row.pk)
        forget(row)


def replay_erasures(*, by: None = None) -> int:
    """Erases whom a restored backup brought back: members, and applicants who had withdrawn. How many it were."""
    gone = journal.read_erased()
    back = list(Member.objects.filter(pk__in=gone))
    for member in back:
        erase_member(by=by, member=member)
    applications = Application.objects.filter(pk__in=gone)
    count = len(back) + applications.count()
    applications.delete()
    return count


def forget(member: Member) -> None:
    user = member.user
    remove_exports(user)
    remove_letters(readable(member.address))
    remove_sessions(user)
    remove_log_entries(user)
    # What two people wrote together goes with the first who leaves.
    Pairing.objects.of(member).update(goals=Sealed(""))
    # An open one is hers only where she has proven the address: one that was merely typed would tell by going.
    address = readable(member.address)
    again = Q(address_index__in=blind_indexes(address) if address else [], is_proven=True)
    Application.objects.filter(Q(member=member) | again).delete()
    # Her word for somebody goes with her: nobody can see any more who could be asked about it.
    Application.objects.open().filter(inviter=member).update(vouched=False)
    user.delete()


def remove_exports(user: User) -> None:
    """Files first: a row left over is swept again, a file is not."""
    for key in Export.objects.filter(owner=user).values_list("key", flat=True):
        files.remove_file(key)


def remove_letters(address: str) -> None:
    """Those to a member's address that wait to be sent. They are few: each goes within minutes."""
    for letter in Letter.objects.all():
        if address and readable(letter.address).casefold() == address.casefold():
            letter.delete()


def remove_sessions(user: User) -> None:
    """The user's, among all that are open now. What they hold is sealed, so each has to be read."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    for key, data in Session.objects.values_list("session_key", "session_data"):
        if store.decode(data).get(SESSION_KEY) == str(user.pk):
            Session.objects.filter(session_key=key).delete()


def remove_log_entries(user: User) -> None:
    """Wagtail's logs should know nothing of members. Should an administrator have touched this account, they did."""
    about_her = Q(content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk))
    ModelLogEntry.objects.filter(about_her | Q(user_id=user.pk)).delete()
    PageLogEntry.objects.filter(user_id=user.pk).delete()


def readable(value: Sealed) -> str:
    try:
        return value.open()
    except Shredded:
        return ""


def find_member(name: str) -> Member | None:
    """By random id or by pseudonym."""
    try:
        return Member.objects.filter(pk=UUID(name)).first()
    except ValueError:
        return Member.objects.filter(pseudonym__iexact=name).first()
