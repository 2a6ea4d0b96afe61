"""The toolkit in a box: what it is, the boxes that there are, and the key that signs them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from exports.models import Export
from exports.models.exports import State
from toolkit.packages.box import BOX
from toolkit.sealing import find_public_key


@require_safe
def box(request: HttpRequest) -> HttpResponse:
    """Not kept among the finished pages: a box that was made just now changes no content."""
    rows = Export.objects.visible_to(None).filter(kind=BOX.kind, state=State.DONE).order_by("-finished_at")
    newest = list({row.filename: row for row in reversed(rows)}.values())
    key = find_public_key()
    parts = [key[at : at + 8] for at in range(0, len(key), 8)]  # a narrow screen breaks between them
    response = render(request, "toolkit/box.html", {"boxes": newest, "key": key, "key_parts": parts})
    response["Cache-Control"] = "no-cache"
    return response
