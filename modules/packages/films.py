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
from toolkit.templatetags.portal import html_lang

LARGEST = 15 * 1024 * 1024
ENDINGS = ("webm", "mp4")


def shown(outline: Outline) -> Iterator[tuple[str, Film]]:
    """Every film with the name its files have in a package."""
    films = [film for film in outline.films if film.title]
    return ((f"film-{number}", film) for number, film in enumerate(films, 1))


def collect_captions(outline: Outline) -> dict[str, str]:
    """Every film's captions as WebVTT files, by name."""
    return {f"{name}.{language}.vtt": text for name, film in shown(outline) for language, text in film.captions}


def collect_film_files(outline: Outline) -> dict[str, bytes]:
    """The films themselves, by name."""
    found = {}
    for name, film in shown(outline):
        stored = film.small_file or film.file
        ending = stored.rpartition(".")[2].lower()
        if ending in ENDINGS and (content := read(stored)):
            found[f"{name}.{ending}"] = content
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


def describe_players(outline: Outline, files: dict[str, bytes]) -> dict[str, dict[str, Any]]:
    """What the page of a film needs to play it, by the film's id; films that do not travel are left out."""
    by_name = {name.partition(".")[0]: name for name in files}
    return {
        film.id: {
            "file": by_name[name],
            "tracks": [
                {
                    "file": f"{name}.{language}.vtt",
                    "lang": html_lang(language),
                    "label": str(capfirst(get_language_info(language)["name_local"])),
                    "default": language == outline.language,
                }
                for language, _text in film.captions
            ],
        }
        for name, film in shown(outline)
        if name in by_name
    }
