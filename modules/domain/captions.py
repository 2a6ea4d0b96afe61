"""Captions of a film, as WebVTT."""

import textwrap
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def read_cues(text: str) -> list[Any]:
    """The cues of a WebVTT text. Raises ValidationError that says what is wrong, and in which line."""
    import webvtt

    try:
        found = webvtt.from_string(text.replace("\r\n", "\n").strip() + "\n").captions
    except (webvtt.errors.MalformedFileError, webvtt.errors.MalformedCaptionError) as error:
        raise ValidationError(
            _("These captions are not WebVTT: %(why)s. The first line must be WEBVTT, then a time and its words."),
            params={"why": error},
        ) from error
    return found


WIDEST = 42  # letters in a line of captions, as broadcasters set them


def format_captions(cards: Sequence[tuple[int, str]], note: str = "") -> str:
    """The captions of a film made of cards: (seconds, what is said) for each, one cue for one card. They stand at the
    top of the picture, free of the card's words."""
    cues, at = [], 0
    for number, (seconds, said) in enumerate(cards, start=1):
        cues.append(f"{number}\n{format_clock(at)} --> {format_clock(at + seconds)} line:0\n{balance_lines(said)}")
        at += seconds
    return "\n\n".join(["WEBVTT", *[f"NOTE {note}"] * bool(note), *cues, ""]) if cues else ""


def balance_lines(said: str) -> str:
    """As few lines as there have to be, of nearly the same length."""
    by_width = [
        textwrap.wrap(said, most, break_long_words=False, break_on_hyphens=False) for most in range(1, WIDEST + 1)
    ]
    return "\n".join(next(lines for lines in by_width if len(lines) == len(by_width[-1])))


def format_clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.000"


def validate_captions(text: str) -> None:
    """Raises ValidationError where a player could not show them."""
    found = read_cues(text)
    if not found:
        raise ValidationError(_("These captions hold no words: write a time, and under it what is said."))
    last = 0.0
    for number, cue in enumerate(found, start=1):
        if cue.end_in_seconds <= cue.start_in_seconds:
            raise ValidationError(_("Caption %(n)s ends before it begins: %(cue)s."), params=told(number, cue))
        if cue.start_in_seconds < last:
            raise ValidationError(_("Caption %(n)s begins before the one above it: %(cue)s."), params=told(number, cue))
        last = cue.start_in_seconds


def told(number: int, cue: Any) -> dict[str, object]:
    return {"n": number, "cue": f"{cue.start} --> {cue.end}"}
