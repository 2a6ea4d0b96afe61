"""Which kinds of files there are.

Each app declares its own, one row a kind, beside the function that makes such a file; settings.FILE_KINDS names the
apps' lists of rows. There alone exports meets its clients, and what is in none of these lists is not made.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, BinaryIO

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model
from django.utils.module_loading import import_string

from exports.domain.printouts import Printout

# From a row of the database to the subjects of the files that it stands in.
SubjectsOf = Callable[[Any], Iterable[str]]
# make(subject, options) returns the complete Printout, or raises LookupError for what nobody may print.
MakePrintout = Callable[[str, Mapping[str, str]], Printout]
# pack(payload, file, step): writes the whole file from the payload, and says `step(n)` now and then. Between two
# steps no more than half a minute may pass: longer, and the worker is taken for dead.
Pack = Callable[[bytes, BinaryIO, Callable[[int], None]], None]


@dataclass(frozen=True, kw_only=True)
class FileKind:
    """What is the same for all files of a kind. `kind` names it in addresses and in the ledger: "toolkit.tool".

    `shows` drives withdrawal. It names each model whose rows stand in such a file, with a function from a row to the
    subjects of those files: once the row is unpublished, deleted, moved or locked, they are taken away. Raises
    TypeError where it says nothing: a file that nothing withdraws stays public after the page that it shows is not.
    """

    kind: str
    shows: Mapping[type[Model], SubjectsOf]

    def __post_init__(self) -> None:
        if not self.shows:
            raise TypeError(f"{self.kind} has to declare in `shows` which rows it shows: they withdraw its files.")

    def subjects_showing(self, row: Model) -> set[str]:
        """The subjects of the files of this kind that show a row."""
        found = (subjects_of(row) for model, subjects_of in self.shows.items() if isinstance(row, model))
        return {subject for subjects in found for subject in subjects}


@dataclass(frozen=True, kw_only=True)
class PrintoutKind(FileKind):
    """A kind of PDF.

    `file_name` is its name without the ending, with the places {slug}, {language}, {mark} (version, draft or date) and,
    where it comes in two forms, {form} ("-paper" for the one without fields). `fillable`: there is one with fields.
    `make` makes what everybody may ask for under the kind's address; without it files are handed over by views that
    answer for who may have them. `private`: always its asker's alone. `rendered_ahead`: those models of `shows`
    of which a published row has its files made by a worker before the first reader asks. Not what many files name, such
    as a rule: one publication would queue hundreds. `forms`: what its page offers, the usual one first; these are made
    ahead. Raises TypeError where two of these contradict each other.
    """

    file_name: str
    make: MakePrintout | None = None
    fillable: bool = False
    private: bool = False
    rendered_ahead: tuple[type[Model], ...] = ()
    forms: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.private and self.make:
            raise TypeError(f"{self.kind} is private, and has no address at which `make` would be asked.")
        if self.rendered_ahead and not self.make:
            raise TypeError(f"{self.kind} cannot be rendered ahead without `make`.")
        if not self.shows.keys() >= set(self.rendered_ahead):
            raise TypeError(f"{self.kind} is rendered ahead for what it does not show.")
        if not self.forms:
            object.__setattr__(self, "forms", ("fillable" if self.fillable else "paper",))

    def files_ahead(self, row: Model) -> set[tuple[str, str, str]]:
        """Kind, subject and form of the files to have ready when a row is published."""
        ahead = [self.shows[model] for model in self.rendered_ahead if isinstance(row, model)]
        return self.in_each_form({subject for subjects_of in ahead for subject in subjects_of(row)})

    def in_each_form(self, subjects: Iterable[str]) -> set[tuple[str, str, str]]:
        return {(self.kind, subject, form) for subject in subjects for form in self.forms}


@dataclass(frozen=True, kw_only=True)
class PackageKind(FileKind):
    """A kind of any other file, written by `pack`. `made_ahead`: the subjects of which workers keep one ready, for
    whoever asks under the kind's address; what can be made on the spot has an address of its app's own."""

    pack: Pack
    made_ahead: Collection[str] = ()


def primary_key(row: Model) -> list[str]:
    """For `shows`: the one file about a row is filed under the row's primary key."""
    return [str(row.pk)]


def file_kinds() -> Mapping[str, FileKind]:
    """Every kind by its name. Raises what a wrong declaration raises (TypeError), ImportError for a list that is not
    there, and ImproperlyConfigured where two kinds have one name."""
    return read_lists(tuple(settings.FILE_KINDS))


@cache
def read_lists(names: tuple[str, ...]) -> Mapping[str, FileKind]:
    """Kinds by name, of the lists with these dotted names. Raises ImproperlyConfigured where two have one name."""
    found: dict[str, FileKind] = {}
    for row in (row for name in names for row in import_string(name)):
        if row.kind in found:
            raise ImproperlyConfigured(f"Two kinds of files are called {row.kind}.")
        found[row.kind] = row
    return found


def printout_kinds() -> Iterator[PrintoutKind]:
    return (row for row in file_kinds().values() if isinstance(row, PrintoutKind))


def is_made_ahead(kind: str, subject: str) -> bool:
    """Whether workers keep such a package ready."""
    declared = file_kinds().get(kind)
    return isinstance(declared, PackageKind) and subject in declared.made_ahead


def files_showing(row: Model) -> set[tuple[str, str]]:
    """Kind and subject of every file that may show a row."""
    return {(kind, subject) for kind, declared in file_kinds().items() for subject in declared.subjects_showing(row)}


def files_rendered_ahead(row: Model) -> set[tuple[str, str, str]]:
    """Kind, subject and form of the printouts to have ready when a row is published."""
    return {file for declared in printout_kinds() for file in declared.files_ahead(row)}
