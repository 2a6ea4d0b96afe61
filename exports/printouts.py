"""From an address (kind, subject, options) to a Printout, through what the apps declare (exports/domain/kinds.py)."""

from collections.abc import Mapping

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404

from exports.domain.kinds import PrintoutKind, file_kinds
from exports.domain.printouts import Printout

__all__ = ["OPTIONS", "Printout", "build_printout", "read_options"]

# What a reader may choose; the first value is the default. Nothing else ever reaches a client or the key.
OPTIONS = {"form": ("fillable", "paper"), "size": ("a4", "letter")}


def read_options(wishes: Mapping[str, str]) -> dict[str, str]:
    """The known options among a query's, complete. Raises LookupError for a value we do not offer."""
    options = {name: wishes.get(name) or values[0] for name, values in OPTIONS.items()}
    if any(value not in OPTIONS[name] for name, value in options.items()):
        raise LookupError("There is no such form or paper size.")
    return options


def build_printout(kind: str, subject: str, options: Mapping[str, str]) -> Printout:
    """Asks the function that the kind's row names. Raises LookupError for what nobody may print.

    Only what is public has an address; a private printout is handed to request_export by its own app.
    Raises RuntimeError where that function has a bug that would pass for "not found".
    """
    declared = file_kinds().get(kind)
    if not isinstance(declared, PrintoutKind) or declared.make is None:
        raise LookupError("There is no such kind of printout.")
    try:
        printout = declared.make(subject, read_options(options))
    except (Http404, ObjectDoesNotExist) as missing:
        raise LookupError("There is nothing to print.") from missing
    except (KeyError, IndexError) as mistake:  # a client's bug must not pass for "not found"
        raise RuntimeError(f"The printout {kind} failed.") from mistake
    if printout.private:
        raise LookupError("There is no address for what is private.")
    return printout
