"""What readers are told of a translation: that a machine wrote it, a person edited it, or somebody of a profession has
read it; and that its English changed since."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from toolkit.models import Profession, TranslationState

Shown = TranslationState.Shown


@dataclass(frozen=True)
class TranslationMark:
    """Of one page or entry in one language. `on`: the day of signing, or of publication. No name is in it."""

    shown: str = Shown.MACHINE
    profession: str = ""
    on: date | None = None
    english_changed_on: date | None = None

    @property
    def by_machine(self) -> bool:
        return self.shown == Shown.MACHINE

    @property
    def is_read(self) -> bool:
        return self.shown == Shown.READ

    @property
    def words(self) -> str:
        """What the label says."""
        if self.shown == Shown.READ:
            return {
                Profession.OFFICER: _("This translation was read by an officer."),
                Profession.LAWYER: _("This translation was read by a lawyer."),
                Profession.TEACHER: _("This translation was read by a teacher."),
            }[Profession(self.profession)]
        if self.shown == Shown.EDITED:
            return _("A person edited this translation.")
        return _("A machine translated this page. No native speaker has read it yet.")


def find_translation_mark(thing: Any) -> TranslationMark | None:
    """None for what is English itself, and for what is translated elsewhere than at the desk. One query."""
    if thing.locale.language_code == settings.LANGUAGE_CODE:
        return None
    state = TranslationState.objects.filter(english_id=thing.translation_key, locale_id=thing.locale_id).first()
    if state is None:
        return TranslationMark() if thing.machine_translated else None
    shown = state.shown
    if thing.machine_translated:
        shown = Shown.MACHINE
    elif shown == Shown.MACHINE:  # an editor took the mark off
        shown = Shown.EDITED
    return TranslationMark(shown, state.shown_profession, state.shown_on, state.english_changed_on)
