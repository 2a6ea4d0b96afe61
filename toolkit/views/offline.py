"""Without a connection: which copy of the toolkit fits whom, and how large each is."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from exports.models import Export
from exports.models.exports import State
from toolkit.packages.book import BOOK
from toolkit.packages.box import BOX
from toolkit.packages.companion import COMPANION_FILE
from toolkit.packages.saved import BUNDLE


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Not kept among the finished pages: a copy that was made just now changes no content."""
    columns = [_("On your own phone"), _("From phone to phone"), _("The toolkit in a box"), _("The toolkit as a book")]
    response = render(request, "toolkit/offline.html", {"columns": columns, "rows": list_sizes()})
    response["Cache-Control"] = "no-cache"
    return response


def list_sizes() -> list[tuple[str, list[int | None]]]:
    """For each language the bytes of all that a phone may save, of the one file, of the smallest box that holds it, and
    of the book, each in its newest edition; None for what is not made. Two queries."""
    done = Export.objects.visible_to(None).filter(state=State.DONE).order_by("finished_at")
    made = done.filter(kind__in=[BUNDLE.kind, COMPANION_FILE.kind, BOOK.kind]).values_list("kind", "subject", "size")
    newest = {(kind, code): size for kind, code, size in made}
    boxes = dict(done.filter(kind=BOX.kind).values_list("options__languages", "size"))
    return [
        (
            code,
            [
                newest.get((BUNDLE.kind, code)),
                newest.get((COMPANION_FILE.kind, code)),
                min((size for held, size in boxes.items() if code in held.split()), default=None),
                newest.get((BOOK.kind, code)),
            ],
        )
        for code, _name in settings.LANGUAGES
    ]
