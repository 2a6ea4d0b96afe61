"""Every row of the search, written anew while the portal serves."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from config.page_cache.invalidation import invalidate_pages, run_once_on_commit
from modules.actions import publishing as modules
from modules.models import Module
from toolkit.actions import search_rows as toolkit
from toolkit.models import SearchEntry
from toolkit.selectors.searching import take_statistics

EVERY = 100  # things between two lines of progress


class Command(BaseCommand):
    help = "Writes every row of the search anew, one thing after the other: readers find all of them meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-changed", action="store_true", help="Only where rows have another shape than this release's."
        )

    def handle(self, *args: Any, if_changed: bool, **options: Any) -> None:
        if if_changed and SearchEntry.objects.exists() and not SearchEntry.objects.outdated().exists():
            return
        self.done, self.total = 0, toolkit.count_things_to_index() + Module.objects.published().count()
        self.stdout.write(f"Rebuilding the search: {self.total} pages, laws, terms and modules...")
        toolkit.index_all_content(self.step)
        modules.index_all_modules(self.step)
        take_statistics()
        # Pages of law and glossary show what rests on them from the same rows.
        run_once_on_commit(invalidate_pages)
        self.stdout.write(f"The search is rebuilt: {SearchEntry.objects.count()} rows.")

    def step(self) -> None:
        self.done += 1
        if self.done % EVERY == 0:
            self.stdout.write(f"  {self.done} of {self.total}")
