"""Captions of a film, as WebVTT."""

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
