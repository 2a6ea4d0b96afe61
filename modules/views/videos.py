"""Film files, captions and chapters. A film may be asked for in pieces, so that a player can jump."""

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from modules.domain.captions import format_clock
from modules.domain.films import get_media_type
from modules.models import Recording, Video, VideoText
from toolkit.views.ranges import serve_ranges


def visible_videos(request: HttpRequest) -> Any:
    return Video.objects.visible_to(request.user)


def visible_recording(request: HttpRequest, pk: int) -> Recording:
    """A film or a narration. Raises Http404 where no film that she may watch has it."""
    videos = visible_videos(request)
    narrations = VideoText.objects.filter(video__in=videos).values("narration")
    used = Q(pk__in=videos.values("recording")) | Q(pk__in=narrations)
    return get_object_or_404(Recording.objects.filter(used), pk=pk)


@require_safe
def recording(request: HttpRequest, pk: int, *, small: bool = False) -> HttpResponse | StreamingHttpResponse:
    """The film or narration, or a film's small variant, whole or the part that the player asks for. 404 also where the
    file is gone."""
    row = visible_recording(request, pk)
    file = row.small_file if small else row.file
    return serve_ranges(request, file, get_media_type(str(file.name)))


@require_safe
def poster(request: HttpRequest, pk: int) -> HttpResponse | StreamingHttpResponse:
    """What a player shows before the film begins. 404 where it has none."""
    return serve_ranges(request, visible_recording(request, pk).thumbnail, "image/webp")


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
