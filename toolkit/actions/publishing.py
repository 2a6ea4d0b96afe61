"""What follows from a publication: a version, the rows of the search, the files rendered ahead."""

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Revision

from exports.actions import render_files_ahead
from toolkit.actions.search_rows import index_page
from toolkit.models import Version


def record_publication(page: Page, revision: Revision | None) -> Version:
    """Numbers this publication. Two at once get two numbers: the page's row is locked first."""
    with transaction.atomic():
        Page.objects.select_for_update().get(pk=page.pk)
        last = Version.objects.filter(page_id=page.pk).first()
        return Version.objects.create(
            page_id=page.pk,
            number=last.number + 1 if last else 1,
            revision=revision,
            published_at=timezone.now(),
        )


def process_page_publication(page: Page, revision: Revision | None) -> None:
    """Version, search and files of a page that was just published. Files of a translation that nobody has read yet are
    made when somebody first asks for them: 24 a language."""
    record_publication(page, revision)
    index_page(page)
    if not getattr(page.specific, "machine_translated", False):
        render_files_ahead(page.specific)
