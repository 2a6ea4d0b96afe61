"""Film files, captions and chapters. A film may be asked for in pieces, so that a player can jump."""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from modules.models import Recording, Video, VideoText

# No film has more bytes than eighteen digits count; Python refuses to read a number of thousands.
RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
PIECE = 64 * 1024


def visible_videos(request: HttpRequest) -> Any:
    return Video.objects.visible_to(request.user)


@require_safe
def recording(request: HttpRequest, pk: int, *, small: bool = False) -> HttpResponse | StreamingHttpResponse:
    """The film, or its small variant, whole or the part that the player asks for. 404 also where the file is gone."""
    row = get_object_or_404(Recording.objects.filter(pk__in=visible_videos(request).values("recording")), pk=pk)
    file = row.small_file if small else row.file
    if not file or not file.storage.exists(file.name):
        raise Http404
    size = file.size
    first, last = parse_range(request.headers.get("Range", ""), size)
    if first >= size:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    whole = (first, last) == (0, size - 1)
    kind = "video/mp4" if file.name.endswith(".mp4") else "video/webm"
    response = StreamingHttpResponse(
        read_pieces(open_range(file.storage, file.name, first, last), last - first + 1),
        status=200 if whole else 206,
        content_type=kind,
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
    """The film from its first byte that is asked for on. From a bucket no more than those is fetched."""
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


def text_of(request: HttpRequest, key: str, language: str) -> VideoText:
    return get_object_or_404(VideoText, video__in=visible_videos(request), video__key=key, language=language)


@require_safe
def captions(request: HttpRequest, key: str, language: str) -> HttpResponse:
    text = text_of(request, key, language)
    if not text.captions:
        raise Http404
    return HttpResponse(text.captions, content_type="text/vtt; charset=utf-8")


@require_safe
def chapters(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """The chapters as a track that players know. 404 where the film has none."""
    text = text_of(request, key, language)
    rows = list(text.chapter_list())
    if not rows:
        raise Http404
    ends = [start for start, _title in rows[1:]] + [max(text.video.seconds, rows[-1][0] + 1)]
    cues = [
        f"{format_clock(start)} --> {format_clock(end)}\n{title}"
        for (start, title), end in zip(rows, ends, strict=True)
    ]
    return HttpResponse("\n\n".join(["WEBVTT", *cues, ""]), content_type="text/vtt; charset=utf-8")


def format_clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.000"
