"""New keys for what is sealed, and the end of a country's keys.

Works on every model of every app that has a sealed field, row by row and conditionally: what somebody changes
meanwhile is not overwritten, and a run that was stopped goes on where it stood.
"""

import copy
from collections.abc import Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.exceptions import InvalidTag
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from accounts.models import SEALED_DOMAIN, Letter, SealedField, User
from accounts.sealing import EVERYWHERE, Sealed, Shredded, blind_index, blind_indexes, seal_text, unseal_text
from accounts.sealing.keys import KeyRing
from network.models import Application, Country, Member, Role, Trail

AT_ONCE = 500
# The number of a key that never was: what stands in place of a text whose key was destroyed.
NEVER = "0"


def find_sealed_models() -> Iterator[tuple[type[models.Model], list[str]]]:
    """Every model with sealed fields, and their names."""
    for model in apps.get_models():
        names = [field.attname for field in model._meta.concrete_fields if isinstance(field, SealedField)]
        if names:
            yield model, names


def copy_key_ring() -> KeyRing:
    """A copy: what is not saved yet must not be used by anybody."""
    return KeyRing(copy.deepcopy(KeyRing.load().data))


def begin_rotation(scope: str) -> str:
    """A new key that seals from now on; none where a rotation was left half done. Its number."""
    ring = copy_key_ring()
    if len(ring.data["scopes"].get(scope, {})) == 1:
        ring.add(scope)
        ring.save()
    return KeyRing.load().current(scope)[0]


def end_rotation(scope: str) -> None:
    ring = copy_key_ring()
    ring.retire(scope)
    ring.save()


def find_rows_of_scope(model: type[models.Model], name: str, scope: str, *, but: str = NEVER) -> models.QuerySet[Any]:
    """Rows whose field is sealed under a scope with another key than number `but`, read as (pk, Sealed)."""
    rows = model._base_manager.annotate(sealed_text=Cast(name, models.TextField()))
    rows = rows.filter(sealed_text__contains=f".{scope}.").exclude(sealed_text__startswith=f"{but}.{scope}.")
    return rows.exclude(sealed_text__startswith=f"{NEVER}.{scope}.").order_by("pk").values_list("pk", name)


def reseal_scope(scope: str) -> tuple[int, list[str]]:
    """Seals everything of a scope with its newest key. How many texts, and which rows ("app.Model id") could not be
    opened. Raises NoKeys for a scope without keys."""
    number = KeyRing.load().current(scope)[0]
    done, broken = 0, []
    for model, names in find_sealed_models():
        for name in names:
            rows = find_rows_of_scope(model, name, scope, but=number)
            last: Any = None
            while batch := list((rows if last is None else rows.filter(pk__gt=last))[:AT_ONCE]):
                for pk, old in batch:
                    try:
                        fresh = Sealed.from_plain(old.open(), scope)
                    except (Shredded, InvalidTag):
                        broken.append(f"{model._meta.label} {pk}")
                        continue
                    done += model._base_manager.filter(pk=pk, **{name: old}).update(**{name: fresh})
                last = batch[-1][0]
    if scope == EVERYWHERE:
        done += reseal_second_factors(number) + reseal_sessions(number)
    return done, broken


def is_old(text: object, number: str) -> bool:
    return isinstance(text, str) and f".{EVERYWHERE}." in text[:16] and not text.startswith(f"{number}.")


def reseal_second_factors(number: str) -> int:
    """What allauth keeps in JSON: secrets of authenticator apps, seeds of recovery codes."""
    done = 0
    for pk in list(Authenticator.objects.values_list("pk", flat=True)):
        with transaction.atomic():
            row = Authenticator.objects.select_for_update().get(pk=pk)
            old = {key for key, text in row.data.items() if is_old(text, number)}
            if old:
                row.data = {key: seal_text(unseal_text(text)) if key in old else text for key, text in row.data.items()}
                row.save(update_fields=["data"])
                done += len(old)
    return done


def reseal_sessions(number: str) -> int:
    """Sessions that are open now, so that nobody is signed out. One that cannot be read is nobody's."""
    done = 0
    for key, text in Session.objects.values_list("session_key", "session_data").iterator():
        if is_old(text, number):
            try:
                fresh = seal_text(unseal_text(text))
            except (Shredded, InvalidTag):
                continue
            done += Session.objects.filter(session_key=key, session_data=text).update(session_data=fresh)
    return done


def count_outdated_texts(scope: str) -> int:
    """Texts still sealed with an older key. Raises NoKeys for a scope without keys."""
    number = KeyRing.load().current(scope)[0]
    left = sum(
        find_rows_of_scope(model, name, scope, but=number).count()
        for model, names in find_sealed_models()
        for name in names
    )
    if scope == EVERYWHERE:
        data = Authenticator.objects.values_list("data", flat=True)
        left += sum(is_old(text, number) for row in data for text in row.values())
    return left


def rotate_blind_index_key() -> tuple[int, int]:
    """Recognises every address by a new key. How many, and how many stay with the old one: their keys are gone."""
    ring = copy_key_ring()
    if len(ring.blinds()) == 1:
        ring.add_blind()
        ring.save()
    done = kept = 0
    for member in Member.objects.real().select_related("user").iterator():  # canaries have no address
        index = index_of(member)
        # Who signs in with a number is recognised by the old key until she does so: nobody else knows the number.
        if index is None or member.user.email not in handles_of(member):
            kept += 1
            continue
        done += User.objects.filter(pk=member.user_id).update(email=f"{index}@{SEALED_DOMAIN}")
    for application in Application.objects.exclude(address_index="").iterator():
        if index := index_of(application):
            Application.objects.filter(pk=application.pk).update(address_index=index)
    if not kept:
        ring = copy_key_ring()
        ring.retire_blind()
        ring.save()
    return done, kept


def index_of(row: Member | Application) -> str | None:
    try:
        return blind_index(row.address.open()) if row.address else None
    except Shredded:
        return None


def handles_of(member: Member) -> list[str]:
    """What stands in `User.email` of somebody who signs in with her address, under each key that is still kept."""
    return [f"{index}@{SEALED_DOMAIN}" for index in blind_indexes(member.address.open())]


def shred_country(*, by: Member, witness: Member, code: str) -> int:
    """Nobody reads any more what was sealed for a country: here, in backups, ever. How many texts were overwritten.

    The keys go first: whatever happens to the rest, nothing can be opened. Raises ValidationError unless two
    different coordinators, neither of them locked, agree.
    """
    people = Member.objects.active().filter(role=Role.COORDINATOR, pk__in={by.pk, witness.pk})
    if people.count() != 2:
        raise ValidationError(_("Two different coordinators have to agree."))
    country = Country.objects.filter(pk=code).first()
    if country is None:
        raise ValidationError(_("There is no such country."))
    ring = copy_key_ring()
    ring.destroy(code)
    ring.save()
    with transaction.atomic():
        country.is_shredded, country.is_open = True, False
        country.save(update_fields=["is_shredded", "is_open"])
        # Mails that wait hold addresses under the common key. They are few; all go, since none says whose it is.
        Letter.objects.all().delete()
        for person in (by, witness):
            Trail.objects.record_action("country.shred", by=person, result=code)
        return sum(overwrite(model, name, code) for model, names in find_sealed_models() for name in names)


def overwrite(model: type[models.Model], name: str, scope: str) -> int:
    pks = find_rows_of_scope(model, name, scope).values("pk")
    return model._base_manager.filter(pk__in=pks).update(**{name: Sealed(f"{NEVER}.{scope}.")})
