"""The catalogue for machines: an Atom feed and a JSON list of what is published."""

from typing import Any

from django.contrib.syndication.views import Feed
from django.db.models import F
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from modules.models import Module
from modules.models.modules import LICENCE, LICENCE_URL
from modules.presenters.outline_writer import make_absolute_url
from toolkit.models import Portal

IN_FEED = 50


class ModuleFeed(Feed):
    feed_type = Atom1Feed

    @cached_property
    def portal(self) -> Portal:
        return Portal.load()

    def title(self) -> str:
        return f"{self.portal.name}: {_('University modules')}"

    def subtitle(self) -> str:
        return _("Teaching modules on human rights and gender in work against trafficking and smuggling.")

    def link(self) -> str:
        return make_absolute_url(reverse("modules:catalogue"))

    def feed_url(self) -> str:
        return make_absolute_url(reverse("modules:feed"))

    def feed_guid(self) -> str:
        return make_absolute_url(reverse("modules:catalogue"))

    def author_name(self) -> str:
        return self.portal.publisher or self.portal.name

    def feed_copyright(self) -> str:
        return f"{LICENCE}, {LICENCE_URL}"

    def items(self) -> list[Module]:
        """Drafts for local review are left out: an entry has no place for the mark."""
        rows = Module.objects.finished().without_text().readable(get_language())
        return list(rows.order_by("-last_published_at", "pk")[:IN_FEED])

    def item_title(self, item: Module) -> str:
        return item.title

    def item_description(self, item: Module) -> str:
        return escape(item.summary)  # the feed says that it is HTML

    def item_link(self, item: Module) -> str:
        return address(item)

    def item_guid(self, item: Module) -> str:
        return f"urn:uuid:{item.translation_key}"

    def item_pubdate(self, item: Module) -> Any:
        return item.first_published_at

    def item_updateddate(self, item: Module) -> Any:
        return item.last_published_at

    def item_author_name(self, item: Module) -> str:
        return ", ".join(item.author_list()) or self.author_name()

    def item_categories(self, item: Module) -> list[str]:
        return [*item.topics, *item.disciplines]


def address(module: Module) -> str:
    with override(module.locale.language_code):
        return make_absolute_url(module.get_absolute_url())


@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """What was published last, in the reader's language where it exists."""
    return ModuleFeed()(request)


@require_safe
def listing(request: HttpRequest) -> JsonResponse:
    """Every published module in every language, for other catalogues."""
    rows = Module.objects.published().without_text().select_related("locale").order_by("slug", "locale__language_code")
    rows = rows.annotate(parent_key=F("parent__translation_key"))
    data = {"licence": LICENCE, "licence_url": LICENCE_URL, "modules": [told(row) for row in rows]}
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False})


def told(row: Any) -> dict[str, Any]:
    """`row`: a module that knows its `parent_key`."""
    return {
        "id": f"urn:uuid:{row.translation_key}",
        "language": row.locale.language_code,
        "url": address(row),
        "title": row.title,
        "summary": row.summary,
        "version": row.version,
        "minutes": row.minutes,
        "level": row.level,
        "crime": row.crime,
        "topics": row.topics,
        "disciplines": row.disciplines,
        "countries": row.country_codes,
        "exercises": row.exercise_count,
        "has_video": row.has_video,
        "has_assessment": row.has_assessment,
        "adapted_from": f"urn:uuid:{row.parent_key}" if row.parent_key else None,
        "for_review": row.for_review,
        "machine_translated": row.machine_translated,
        "published": row.last_published_at.isoformat() if row.last_published_at else None,
    }
