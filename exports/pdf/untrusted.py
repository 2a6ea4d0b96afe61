"""PDFs that others made. What unpacks a thousandfold costs little, and what breaks ends in one of two errors."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    import pikepdf

# Bytes that a part which has to be read may unpack to; an honest list of objects has some hundred thousand. What is
# drawn on pages is passed on packed, whatever its size.
MOST_UNPACKED = 64 * 1024 * 1024

# What is raised besides pikepdf's own error where a part is of another kind than the standard says; the last by lxml.
BROKEN = (RuntimeError, TypeError, AttributeError, LookupError, ArithmeticError, ValueError, SyntaxError)


class LockedPdfError(ValueError):
    """It opens with a password only."""


class DamagedPdfError(ValueError):
    """It is no PDF, or a broken one."""


@cache
def set_limits() -> None:
    """qpdf's limits hold for the whole process: far above what our own files need."""
    from pikepdf import settings

    settings.set_qpdf_limits(
        flate_max_memory=MOST_UNPACKED,
        png_max_memory=MOST_UNPACKED,
        run_length_max_memory=MOST_UNPACKED,
        tiff_max_memory=MOST_UNPACKED,
    )


@contextmanager
def open_editable_pdf(file: BinaryIO) -> Iterator["pikepdf.Pdf"]:
    """The PDF, to be read and changed. Raises LockedPdfError or DamagedPdfError, the latter also for what breaks while
    it is used."""
    import pikepdf

    set_limits()
    try:
        with pikepdf.open(file) as pdf:
            yield pdf
    except pikepdf.PasswordError:
        raise LockedPdfError from None
    except (pikepdf.PdfError, *BROKEN) as error:
        raise DamagedPdfError from error
