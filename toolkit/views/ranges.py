"""A file of sound or film, whole or in the pieces that a player asks for, so that it can jump."""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import http_date

# No film has more bytes than eighteen digits count; Python refuses to read a number of thousands.
RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
PIECE = 64 * 1024


def serve_ranges(request: HttpRequest, file: Any, media_type: str) -> HttpResponse | StreamingHttpResponse:
    """The stored file, or the part that is asked for: 200, 206, or 416 behind its end. Raises Http404 where it is
    gone."""
    if not file or not file.storage.exists(file.name):
        raise Http404
    size = file.size
    first, last = parse_range(request.headers.get("Range", ""), size)
    if first >= size:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    whole = (first, last) == (0, size - 1)
    response = StreamingHttpResponse(
        read_pieces(open_range(file.storage, file.name, first, last), last - first + 1),
        status=200 if whole else 206,
        content_type=media_type,
    )
    response["Content-Length"] = str(last - first + 1)
    response["Accept-Ranges"] = "bytes"
    response["Last-Modified"] = http_date(file.storage.get_modified_time(file.name).timestamp())
    if not whole:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def parse_range(header: str, size: int) -> tuple[int, int]:
    """First and last byte that are asked for; the whole file where the header says nothing that we know."""
    found = RANGE.fullmatch(header.strip())
    if not found or not (found[1] or found[2]):
        return 0, size - 1
    if not found[1]:  # the last so many
        return max(0, size - int(found[2])), size - 1
    first = int(found[1])
    last = min(int(found[2]), size - 1) if found[2] else size - 1
    return (first, last) if first <= last or first >= size else (0, size - 1)


def open_range(storage: Any, name: str, first: int, last: int) -> BinaryIO:
    """The file from its first byte that is asked for on. From a bucket no more than those is fetched."""
    if hasattr(storage, "part"):
        return cast(BinaryIO, storage.part(name, first, last))
    file = storage.open(name, "rb")
    file.seek(first)
    return cast(BinaryIO, file)


def read_pieces(file: BinaryIO, left: int) -> Iterator[bytes]:
    with file:
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
