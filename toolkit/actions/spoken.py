"""Records of who tested a sentence aloud, who signed it off, and the voices that speak it."""

import secrets
from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.core.files.base import ContentFile
from django.db import transaction

from toolkit.domain.kit import digest_sentence
from toolkit.domain.sound import Sound
from toolkit.models import SentenceCheck, SentenceRecording, SentencesPage

ENDINGS = {"opus": "ogg", "mp3": "mp3"}


def record_check(
    *, by: AbstractBaseUser, page: SentencesPage, key: str, kind: SentenceCheck.Kind, on: date, tester: str = ""
) -> SentenceCheck:
    """For the words as readers hear them now. A second record of the same role replaces the day of the first.

    Raises KeyError where the page has no such sentence.
    """
    row, _is_new = SentenceCheck.objects.update_or_create(
        page=page,
        key=key,
        words=digest_sentence(page.sentences()[key]),
        kind=kind,
        tester=tester,
        defaults={"by_id": by.pk, "on": on},
    )
    return row


@transaction.atomic
def add_recording(
    *, by: AbstractBaseUser, page: SentencesPage, key: str, voice: SentenceRecording.Voice, on: date, sound: Sound
) -> SentenceRecording:
    """In the place of the one of the same voice and kind. Raises KeyError where the page has no such sentence."""
    words = digest_sentence(page.sentences()[key])
    for old in SentenceRecording.objects.filter(page=page, key=key, voice=voice, kind=sound.kind):
        old.delete()
    name = f"{secrets.token_hex(12)}.{ENDINGS[sound.kind]}"  # no name of hers, nor of her telephone
    return SentenceRecording.objects.create(
        page=page,
        key=key,
        words=words,
        voice=voice,
        kind=sound.kind,
        by_id=by.pk,
        on=on,
        size=len(sound.content),
        seconds=sound.seconds,
        file=ContentFile(sound.content, name=name),
    )
