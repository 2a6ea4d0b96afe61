"""For `shows` of kinds of files: on which pages' paper a thing stands that they name."""

from collections.abc import Callable, Iterable, Mapping

from django.db.models import Model
from wagtail.models import Page

from exports.domain.kinds import SubjectsOf
from toolkit.models import Instrument, Provision, Term
from toolkit.selectors.dependents import find_keys_naming

# From primary keys of pages to the subjects of files.
Subjects = Callable[[set[int]], Iterable[str]]


def each_page(pages: set[int]) -> Iterable[str]:
    """One file a page, filed under its primary key."""
    return map(str, pages)


def name_library(*kinds: type[Page], subjects: Subjects = each_page) -> Mapping[type[Model], SubjectsOf]:
    """Law that pages of these kinds cite, with the text that it stands in."""
    return name_rows(Provision, Instrument, kinds=kinds, subjects=subjects)


def name_all(*kinds: type[Page], subjects: Subjects = each_page) -> Mapping[type[Model], SubjectsOf]:
    """Also words that they explain and pages that they lead to by their titles."""
    return name_rows(Provision, Instrument, Term, Page, kinds=kinds, subjects=subjects)


def name_rows(
    *models: type[Model], kinds: tuple[type[Page], ...], subjects: Subjects
) -> Mapping[type[Model], SubjectsOf]:
    def find_subjects(row: Model) -> Iterable[str]:
        return subjects(find_keys_naming(row, *kinds))

    return dict.fromkeys(models, find_subjects)
