"""Answers that come back: in a file, or typed in from paper, one on a line."""

import re
from collections.abc import Iterator

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _

from assessments.domain.answers import Answers
from assessments.selectors.answers import begin_answers
from toolkit.domain.answers import ANSWERS
from toolkit.domain.folding import TO_LATIN_DIGITS, fold_spelling
from toolkit.models import ChecklistPage

# Something parts a code from a key that is a figure: A11 is a question.
LINE = re.compile(r"^\s*([A-Za-z])\s*(\d{1,3})(?:\s*[:.=]\s*|\s+|(?=[^\W\d]))(\S.*)$")
# The keys lie apart on every Latin keyboard; 1 to 4 are the order on paper, in every script.
KEYS = {"y": "yes", "p": "partly", "n": "no", "x": "na", "1": "yes", "2": "partly", "3": "no", "4": "na"}
MOST_LINES = 100  # that are told to be wrong
MOST_BYTES = 10 * 1024 * 1024


class AnswersFileForm(forms.Form):
    file = forms.FileField(
        label=_("Your file"),
        help_text=_(
            "The PDF form you filled in, a spreadsheet or JSON file you took along from here, or a table (CSV, XLSX,"
            " ODS) from KoboToolbox or ODK. At most 10 MB."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.xlsx,.ods,.csv,.json"}),
        error_messages={"required": _("Choose a file first.")},
    )
    submission = forms.IntegerField(
        label=_("Which filled form of a table (from KoboToolbox or ODK)"),
        help_text=_("Only where a table holds several: 1 for the first line below the head."),
        required=False,
        min_value=1,
    )

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("This file is larger than 10 MB. A filled-in form of ours has less than 1 MB."))
        return file


class QuickEntryForm(forms.Form):
    """Paper typed in: a code, a key, perhaps a note, Enter."""

    lines = forms.CharField(
        label=_("Answers"),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 12, "dir": "auto", "autocomplete": "off", "spellcheck": "false"}),
        help_text=_(
            "One on a line: the code, then y for yes, p for partly, n for no, x for not applicable, then a note."
        ),
        error_messages={"required": _("Type one answer at least, for example: A1 y")},
    )

    def __init__(self, *args: object, page: ChecklistPage, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.page = page
        self.problems: list[str] = []
        self.wrong_answers = 0

    def clean_lines(self) -> Answers:
        """Raises ValidationError naming each line that cannot be read."""
        codes = {f"{item.section}{item.number}": item.id for item in self.page.items()}
        names = {item: code for code, item in codes.items()}
        answers = begin_answers(self.page)
        wrong: list[str] = []
        for number, line in enumerate(self.cleaned_data["lines"].splitlines(), 1):
            if not line.strip():
                continue
            try:
                item, answer = read_line(line, codes)
            except ValidationError as error:
                wrong.extend(told(number, error))
            else:
                if item in answers.answers:
                    said = gettext("%(code)s was typed more than once: line %(number)s counts.")
                    self.problems.append(said % {"code": names[item], "number": number})
                answers.take(item, answer)
        self.wrong_answers = len(wrong)
        if wrong:
            raise ValidationError(wrong[:MOST_LINES])
        return answers


def read_line(line: str, codes: dict[str, str]) -> tuple[str, dict[str, str]]:
    """The question's id, the mark and the note. Raises ValidationError."""
    found = LINE.match(line.translate(TO_LATIN_DIGITS)[:12] + line[12:])
    if not found:
        raise ValidationError(gettext("write a code and a key, for example: A1 y"))
    code = f"{found[1].upper()}{int(found[2])}"
    if code not in codes:
        raise ValidationError(gettext("there is no question %(code)s"), params={"code": code})
    mark, note = read_key(found[3])
    return codes[code], {"mark": mark, "note": note}


def read_key(text: str) -> tuple[str, str]:
    """The mark that a line's rest begins with, as a key or in words ("y", "yes"), in English or the reader's language;
    what follows is the note. Raises ValidationError."""
    words = KEYS | {fold_spelling(word): mark for word, mark in list_mark_words()}
    for length in range(max(len(word.split()) for word in words), 0, -1):
        parts = text.split(maxsplit=length)
        said = fold_spelling(" ".join(parts[:length])).strip(".,:;")
        if said in words:
            return words[said], " ".join(parts[length:])
    raise ValidationError(gettext("“%(key)s” is none of y, p, n, x"), params={"key": text.split()[0]})


def list_mark_words() -> Iterator[tuple[str, str]]:
    """Each answer's words with its mark."""
    for language in (settings.LANGUAGE_CODE, get_language()):
        with override(language):
            yield from [(str(word), mark) for mark, word in ANSWERS.items()]


def told(number: int, error: ValidationError) -> Iterator[str]:
    for message in error.messages:
        yield gettext("Line %(number)s: %(message)s.") % {"number": number, "message": message}
