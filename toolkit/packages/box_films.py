"""The films and recordings that go into a box where they are asked for, with their pictures and captions.

They are asked for as any reader asks for them. What strangers do not get, or what is too large to pass on, stays
outside: its words stand beside it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from mimetypes import guess_type
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import StreamingHttpResponse
from lxml import html
from lxml.html import HtmlElement

from toolkit.domain.markup import write_data_address
from toolkit.packages.saved import ask_as_stranger

LARGEST = 50 * 1024 * 1024  # of one film; a box is built in memory
PIECE = 64 * 1024
SOUNDS = {"video/webm": "webm", "video/mp4": "mp4", "audio/ogg": "opus", "audio/mpeg": "mp3"}
PICTURES = {"image/webp": "webp", "image/jpeg": "jpg", "image/png": "png"}
CAPTIONS = "text/vtt"
NOTHING = "", b""


class TooLargeError(Exception):
    """A film that no box carries."""


@dataclass
class BoxFilms:
    """Files by their name in the box, and their names by address. Captions stand in the page itself, as an address that
    holds them: to a page that was opened as a file, browsers refuse any other."""

    files: dict[str, bytes] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    captions: dict[str, str] = field(default_factory=dict)

    def add(self, address: str, media_type: str, content: bytes) -> None:
        """Called by its content: the same film on pages of several languages is one file."""
        name = f"films/{sha256(content).hexdigest()[:12]}.{(SOUNDS | PICTURES)[media_type]}"
        self.names[address] = name
        self.files.setdefault(name, content)


def gather_films(pages: Mapping[str, str], tell: Callable[[str], None]) -> BoxFilms:
    """Of pages by their address. Says what was too large, and how much it is."""
    films = BoxFilms()
    for path, page in pages.items():
        for player in find_players(page):
            gather_player(films, player, path.split("/")[1], tell)
    sizes = [len(data) for name, data in films.files.items() if name.rpartition(".")[2] in SOUNDS.values()]
    tell(f"{len(sizes)} films and recordings, {sum(sizes) / 1024 / 1024:.1f} MB")
    return films


def find_players(page: str) -> Iterator[HtmlElement]:
    if "<video" in page or "<audio" in page:
        yield from html.document_fromstring(page).xpath("//video|//audio")


def gather_player(films: BoxFilms, player: HtmlElement, code: str, tell: Callable[[str], None]) -> None:
    """Of a film its smallest edition; of a voice each file, since a player takes the first that it knows."""
    sources = player.xpath(".//source/@src")
    if any(address in films.names for address in sources):
        return
    found, too_large = {}, []
    for address in sources:
        try:
            media_type, content = read_as_stranger(address, code)
        except TooLargeError:
            too_large.append(address)
            continue
        if media_type in SOUNDS:
            found[address] = media_type, content
    if not found:
        for address in too_large:
            tell(f"left out, more than {LARGEST // 1024 // 1024} MB: {address}")
        return
    if player.tag == "video":
        smallest = min(found, key=lambda address: len(found[address][1]))
        found = {smallest: found[smallest]}
    for address, (media_type, content) in found.items():
        films.add(address, media_type, content)
    gather_rest(films, player, code)


def gather_rest(films: BoxFilms, player: HtmlElement, code: str) -> None:
    """What is shown before it begins, its captions and chapters."""
    for address in player.xpath("./@poster|./@data-poster"):
        media_type, content = read_as_stranger(address, code)
        if media_type in PICTURES:
            films.add(address, media_type, content)
    for address in player.xpath(".//track/@src"):
        media_type, content = read_as_stranger(address, code)
        if media_type == CAPTIONS:
            films.captions[address] = write_data_address(CAPTIONS, content)


def read_as_stranger(address: str, code: str) -> tuple[str, bytes]:
    """Its media type and content; two empty ones for what strangers do not get. Raises TooLargeError."""
    if address.startswith(settings.MEDIA_URL):
        return read_media(unquote(address.removeprefix(settings.MEDIA_URL)))
    if urlsplit(address).netloc or not address.startswith("/"):
        return NOTHING
    # Never closed: the end of a request would end the connection of a transaction around us.
    response = ask_as_stranger(urlsplit(address).path, code)
    if response.status_code != 200:
        return NOTHING
    pieces = response if isinstance(response, StreamingHttpResponse) else [response.content]
    return response.headers.get("Content-Type", "").partition(";")[0], join_pieces(iter(pieces))


def read_media(name: str) -> tuple[str, bytes]:
    """As read_as_stranger, where no view stands before a file."""
    try:
        with default_storage.open(name) as file:
            return guess_type(name)[0] or "", join_pieces(file.chunks(PIECE))
    except (FileNotFoundError, SuspiciousFileOperation):
        return NOTHING


def join_pieces(pieces: Iterator[bytes]) -> bytes:
    """Raises TooLargeError before it has read more than that."""
    content = bytearray()
    for piece in pieces:
        content += piece
        if len(content) > LARGEST:
            raise TooLargeError
    return bytes(content)
