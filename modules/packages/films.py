"""The films that travel with a package: the small ones, with their captions.

A stored file never changes under its name, so that the same outline is still the same bytes. A film that is missing, or
too large for a package that people mail, stays where it is: the page then leads to it.
"""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.utils.text import capfirst
from django.utils.translation import get_language_info

from modules.domain.outlines import Film, Outline
from toolkit.domain.markup import write_data_address
from toolkit.templatetags.portal import html_lang

LARGEST = 15 * 1024 * 1024
ENDINGS = ("webm", "mp4")
VOICE = "narration"


def shown(outline: Outline) -> Iterator[tuple[str, Film]]:
    """Every film with the name its files have in a package."""
    films = [film for film in outline.films if film.title]
    return ((f"film-{number}", film) for number, film in enumerate(films, 1))


def collect_captions(outline: Outline) -> dict[str, str]:
    """Every film's captions as WebVTT files, by name."""
    return {f"{name}.{language}.vtt": text for name, film in shown(outline) for language, text in film.captions}


def collect_film_files(outline: Outline) -> dict[str, bytes]:
    """The films and what speaks them, by name."""
    found = {}
    for name, film in shown(outline):
        stored = film.small_file or film.file
        ending = stored.rpartition(".")[2].lower()
        if ending in ENDINGS and (content := read(stored)):
            found[f"{name}.{ending}"] = content
        if film.narration_file and (voice := read(film.narration_file)):
            found[f"{name}.{VOICE}.{film.narration_file.rpartition('.')[2].lower()}"] = voice
    return found


def read(stored: str) -> bytes:
    """The film, or nothing where it is gone or too large. Raises OSError where the storage is away for now: a package
    without its film would stay so for ever, since its key says that it is complete."""
    try:
        if default_storage.size(stored) > LARGEST:
            return b""
        with default_storage.open(stored) as file:
            return bytes(file.read())
    except (FileNotFoundError, SuspiciousFileOperation):
        return b""


def describe_players(
    outline: Outline, files: dict[str, bytes], *, from_disk: bool = False
) -> dict[str, dict[str, Any]]:
    """What the page of a film needs to play it, by the film's id; films that do not travel are left out. `from_disk`:
    captions stand in the page itself, for to a page that was opened as a file browsers refuse any other."""
    voices = {name.partition(".")[0]: name for name in files if f".{VOICE}." in name}
    by_name = {name.partition(".")[0]: name for name in files if f".{VOICE}." not in name}
    return {
        film.id: {
            "file": by_name[name],
            "narration": voices.get(name, ""),
            "tracks": [
                {
                    "file": write_data_address("text/vtt", text.encode()) if from_disk else f"{name}.{language}.vtt",
                    "lang": html_lang(language),
                    "label": str(capfirst(get_language_info(language)["name_local"])),
                    "default": language == outline.language,
                }
                for language, text in film.captions
            ],
        }
        for name, film in shown(outline)
        if name in by_name
    }
