"""A page or an entry of the library that is no longer for everybody takes the files with it that show its words.

Which files show one is declared with them (toolkit/printouts). Beat has the handbook made anew without it.
"""

from django.db.models import Model
from wagtail.models import Page

from exports.actions import withdraw_public_files


def withdraw_page_files(page: Page) -> int:
    """The public files of one page, unpublished or about to be deleted. Returns how many there were."""
    return withdraw_public_files([page.specific])


def withdraw_entry_files(entry: Model) -> int:
    """The public files of one entry of the library, unpublished or about to be deleted."""
    return withdraw_public_files([entry])


def withdraw_hidden_files(page: Page) -> int:
    """The public files of all that nobody may see from here down, after a move or a change of privacy."""
    return withdraw_public_files(Page.objects.descendant_of(page, inclusive=True).live().private().specific())
