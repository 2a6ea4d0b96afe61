"""Files that are made whole before they are asked for: to render pages takes a database, and a packer has none."""

from collections.abc import Callable
from typing import BinaryIO

from django.conf import settings
from django.db.models import Model


def write_payload(payload: bytes, file: BinaryIO, step: Callable[[int], None]) -> None:
    """What was rendered, as it is."""
    file.write(payload)
    step(1)


def list_languages(row: Model) -> list[str]:
    """A page that a language lacks is shown there in English: whatever goes may stand in every language's file."""
    return [code for code, _name in settings.LANGUAGES]
