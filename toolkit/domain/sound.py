"""A spoken sentence as a file: Opus in Ogg (RFC 7845) or MP3 (ISO/IEC 11172-3), told by its bytes, without its tags.

A recorder writes into tags who spoke, with which telephone, when and where. What is kept is sound alone: frames that
were walked through from the first to the last, and nothing that stands before, between or after them.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

OGG, OPUS_HEAD, OPUS_TAGS = b"OggS", b"OpusHead", b"OpusTags"
OPUS_RATE = 48_000  # granules a second, whatever rate it was recorded with (RFC 7845, 4)
FIRST, LAST = 2, 4  # flags of an Ogg page (RFC 3533, 6)
CRC_POLYNOMIAL = 0x04C11DB7
# Of MPEG 1 and of MPEG 2 and 2.5, layer III: kbit/s by the index in a frame's head; 0 and 15 mean nothing here.
BITRATES = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
LAYER_3 = 1
FEWEST_FRAMES = 4  # a tenth of a second: fewer may be bytes that look like it
LONGEST_SENTENCE = 60.0  # seconds; it takes three to six


class NotSound(ValueError):
    """These bytes are neither of the two kinds."""


@dataclass(frozen=True)
class Sound:
    """`kind` is "opus" or "mp3"; `content` the file without tags."""

    kind: str
    seconds: float
    content: bytes


def read_sound(content: bytes, longest: float = LONGEST_SENTENCE) -> Sound:
    """Raises NotSound where it is no Opus or MP3, is broken, has more than one stream, or takes more seconds than
    `longest`."""
    try:
        sound = read_opus(content) if content.startswith(OGG) else read_mp3(content)
    except (struct.error, IndexError) as error:
        raise NotSound from error
    if not 0 < sound.seconds <= longest:
        raise NotSound
    return sound


# --- Opus -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OggPage:
    flags: int
    granule: int
    serial: int
    lacing: bytes
    body: bytes

    def to_bytes(self, number: int) -> bytes:
        head = struct.pack("<4sBBqIII", OGG, 0, self.flags, self.granule, self.serial, number, 0)
        page = head + bytes([len(self.lacing)]) + self.lacing + self.body
        return page[:22] + struct.pack("<I", checksum(page)) + page[26:]


def read_opus(content: bytes) -> Sound:
    """The stream with a head of tags that says nothing, its pages numbered anew. Raises NotSound."""
    pages = list(iterate_pages(content))
    if len(pages) < 3 or len({page.serial for page in pages}) != 1 or not pages[0].body.startswith(OPUS_HEAD):
        raise NotSound
    (skipped,) = struct.unpack_from("<H", pages[0].body, 10)
    sound = pages[count_tag_pages(pages) + 1 :]
    if not sound or sound[-1].granule <= skipped or any(begins_anew(page) for page in pages[1:]):
        raise NotSound
    kept = [first_packet(pages[0]), empty_tags(pages[0].serial), *sound]
    seconds = (sound[-1].granule - skipped) / OPUS_RATE
    return Sound("opus", seconds, b"".join(page.to_bytes(number) for number, page in enumerate(kept)))


def first_packet(page: OggPage) -> OggPage:
    """The head alone: it stands alone on its page (RFC 7845, 3), and what follows it there is no sound."""
    end = next((place for place, size in enumerate(page.lacing, 1) if size < 255), len(page.lacing))
    lacing = page.lacing[:end]
    return OggPage(page.flags, page.granule, page.serial, lacing, page.body[: sum(lacing)])


def begins_anew(page: OggPage) -> bool:
    """Whether another stream is hung behind this one, with tags of its own."""
    return bool(page.flags & FIRST) or page.body.startswith(OPUS_HEAD)


def iterate_pages(content: bytes) -> Iterator[OggPage]:
    """Until the stream's last page; what somebody hung behind it is left out. Raises NotSound where one is cut off."""
    start = 0
    while start < len(content):
        sign, version, flags, granule, serial, _number, _crc = struct.unpack_from("<4sBBqIII", content, start)
        if sign != OGG or version:
            raise NotSound
        segments = content[start + 26]
        lacing = content[start + 27 : start + 27 + segments]
        begin = start + 27 + segments
        start = begin + sum(lacing)
        if len(lacing) != segments or start > len(content):
            raise NotSound
        yield OggPage(flags, granule, serial, lacing, content[begin:start])
        if flags & LAST:
            return


def count_tag_pages(pages: list[OggPage]) -> int:
    """How many pages the tags take: pictures need many. No sound begins on a page of theirs (RFC 7845, 3). Raises
    NotSound where they do not come first, or have no end."""
    if not pages[1].body.startswith(OPUS_TAGS):
        raise NotSound
    for count, page in enumerate(pages[1:], 1):
        if any(size < 255 for size in page.lacing):
            return count
    raise NotSound


def empty_tags(serial: int) -> OggPage:
    body = OPUS_TAGS + struct.pack("<II", 0, 0)  # no vendor, no comment
    return OggPage(0, 0, serial, bytes([len(body)]), body)


def make_crc_table() -> tuple[int, ...]:
    table = []
    for number in range(256):
        value = number << 24
        for _bit in range(8):
            value = (value << 1) ^ (CRC_POLYNOMIAL if value & 0x80000000 else 0)
        table.append(value & 0xFFFFFFFF)
    return tuple(table)


CRC_TABLE = make_crc_table()


def checksum(page: bytes) -> int:
    value = 0
    for byte in page:
        value = ((value << 8) & 0xFFFFFFFF) ^ CRC_TABLE[(value >> 24) ^ byte]
    return value


# --- MP3 ------------------------------------------------------------------------------------------------------------


def read_mp3(content: bytes) -> Sound:
    """Its frames, from the first one behind the tags on, as far as one follows the other. Raises NotSound for too
    few."""
    start = skip_id3(content)
    frames, seconds, place = 0, 0.0, start
    while found := read_frame(content, place):
        size, lasts = found
        frames, seconds, place = frames + 1, seconds + lasts, place + size
    if frames < FEWEST_FRAMES or not is_tag(content[place:]):
        raise NotSound
    return Sound("mp3", seconds, content[start:place])


def skip_id3(content: bytes) -> int:
    """Where the tags before the sound end (ID3v2: ten bytes and a length of four times seven bits)."""
    place = 0
    while content[place : place + 3] == b"ID3":
        sizes = content[place + 6 : place + 10]
        footer = 10 if content[place + 5] & 0x10 else 0
        place += 10 + footer + sum((size & 0x7F) << shift for size, shift in zip(sizes, (21, 14, 7, 0), strict=True))
    while content[place : place + 1] == b"\0":  # padding that the length did not count
        place += 1
    return place


def read_frame(content: bytes, place: int) -> tuple[int, float] | None:
    """Bytes and seconds of the frame that begins here; None where none does."""
    head = content[place : place + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    bitrate, rate = head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or layer != LAYER_3 or bitrate in (0, 15) or rate == 3:
        return None
    kbits, hertz = BITRATES[3 if version == 3 else 2][bitrate], RATES[version][rate]
    samples = 1152 if version == 3 else 576
    size = samples // 8 * kbits * 1000 // hertz + (head[2] >> 1 & 1)
    return (size, samples / hertz) if place + size <= len(content) else None


def is_tag(rest: bytes) -> bool:
    """Whether what follows the last frame is nothing, a tag, or a frame that was cut off."""
    return not rest or rest.startswith((b"TAG", b"APETAGEX", b"LYRICSBEGIN", b"\xff", b"\0"))
