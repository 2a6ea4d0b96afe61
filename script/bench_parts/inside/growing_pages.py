"""What becomes of the public pages when there are many: articles on shelves of a hundred, each with its search row."""

import time
import uuid
from collections.abc import Callable

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone
from treebeard.mp_tree import MP_Node
from wagtail.models import Page

from accounts.models import User
from script.bench_parts.asking import bypass_cache
from script.bench_parts.inside.finding import fill_index as fill_index
from script.bench_parts.inside.timing import count_statements, measure_median
from toolkit.actions.search_rows import index_page
from toolkit.models import ArticlePage, HomePage, SectionPage

SHELF = 100  # pages on one


def grow_pages(*sizes: str) -> dict[str, dict[str, list[float]]]:
    """For each part its milliseconds and statements at each size."""
    found: dict[str, dict[str, list[float]]] = {}
    for size in map(int, sizes):
        began = time.monotonic()
        grow_to(size)
        for name, step in steps().items():
            numbers = found.setdefault(name, {"ms": [], "sql": []})
            numbers["ms"].append(measure_median(step))
            numbers["sql"].append(count_statements(step))
        found.setdefault("(filling)", {"ms": [], "sql": []})["ms"].append(1000 * (time.monotonic() - began))
    return found


def grow_to(size: int) -> None:
    home = HomePage.objects.get(locale__language_code="en")
    pattern = ArticlePage.objects.filter(locale__language_code="en").exclude(slug__startswith="bench-").earliest("pk")
    have = ArticlePage.objects.filter(slug__startswith="bench-article-").count()
    while have < size:
        shelf = SectionPage(title=f"Shelf {have}", slug=f"bench-shelf-{have}", locale=home.locale)
        home.add_child(instance=shelf)
        here = min(SHELF, size - have)
        put_on(shelf, pattern, range(have, have + here))
        have += here
    fill_index(size + 1000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    cache.clear()


def put_on(shelf: SectionPage, pattern: ArticlePage, numbers: range) -> None:
    """Copies of one article below a shelf, in two statements: Django makes no rows of a child table in bulk."""
    kind = ContentType.objects.get_for_model(ArticlePage)
    now = timezone.now()
    rows = [
        Page(
            path=MP_Node._get_path.__func__(Page, shelf.path, shelf.depth + 1, place + 1),  # type: ignore[attr-defined]
            depth=shelf.depth + 1,
            title=f"{pattern.title} {number}",
            draft_title=pattern.title,
            slug=f"bench-article-{number}",
            url_path=f"{shelf.url_path}bench-article-{number}/",
            content_type=kind,
            locale=shelf.locale,
            translation_key=uuid.uuid4(),
            live=True,
            first_published_at=now,
            last_published_at=now,
            latest_revision_created_at=now,
        )
        for place, number in enumerate(numbers)
    ]
    made = Page.objects.bulk_create(rows)
    Page.objects.filter(pk=shelf.pk).update(numchild=len(made))
    own = [f'"{field.column}"' for field in ArticlePage._meta.local_fields if not field.primary_key]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO toolkit_articlepage (page_ptr_id, {', '.join(own)})"
            f" SELECT made.id, {', '.join(f'pattern.{name}' for name in own)} FROM wagtailcore_page made"
            " JOIN toolkit_articlepage pattern ON pattern.page_ptr_id = %s WHERE made.id = ANY(%s)",
            [pattern.pk, [page.pk for page in made]],
        )


def steps() -> dict[str, Callable[[], object]]:
    reader, editor = Client(headers={"host": "localhost"}), Client(headers={"host": "localhost"})
    editor.force_login(User.objects.filter(is_superuser=True, is_active=True).earliest("pk"))
    last = ArticlePage.objects.filter(slug__startswith="bench-article-").latest("pk")
    shelf = last.get_parent()
    addresses = {
        "home page": "/en/",
        "an article": f"/en/{shelf.slug}/{last.slug}/",
        "a shelf of 100 articles": f"/en/{shelf.slug}/",
        "search, common word": "/en/search/?q=interview",
        "search with a filter": "/en/search/?q=consent&kind=tool",
        "sitemap": "/sitemap-pages.xml",
    }
    found: dict[str, Callable[[], object]] = {
        name: lambda address=address: asked(reader, address) for name, address in addresses.items()
    }
    home = HomePage.objects.get(locale__language_code="en")
    found["editor: pages below home"] = lambda: asked(editor, f"/admin/pages/{home.pk}/")
    found["editor: search for a page"] = lambda: asked(editor, "/admin/pages/search/?q=about")
    found["search rows of one page, at publication"] = lambda: index_page(last)
    return found


def asked(client: Client, address: str) -> None:
    answer = client.get(bypass_cache(address))
    assert answer.status_code == 200, (address, answer.status_code)
