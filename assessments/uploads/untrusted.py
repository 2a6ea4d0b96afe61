"""Files of strangers: whatever they hold costs little, and never ends in an error page.

Libraries raise anything at all over bytes that no honest program wrote, so this does not list what may go wrong.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pypdf import PdfReader

MOST_SECONDS = 2.0  # of the processor; an honest form or spreadsheet takes some hundredths
MOST_STREAM = 8 * 1024 * 1024  # what a part of a PDF may unpack to
MOST_OBJECTS = 200_000
LIMITS: dict[str, Any] = {
    "zlib_maximum_output_length": MOST_STREAM,
    "zlib_maximum_recovery_input_length": 100_000,
    "lzw_maximum_output_length": MOST_STREAM,
    "run_length_maximum_output_length": MOST_STREAM,
    "brotli_maximum_output_length": MOST_STREAM,
    "stream_decoding_work_maximum_length": 4 * MOST_STREAM,
    "jbig2dec_binary": None,  # no other program is started over a stranger's bytes
}
# An archive's table of contents has one for each entry: counted before zipfile makes objects of them.
ENTRY = b"PK\x01\x02"


class TimeLimitedFile(BytesIO):
    """Bytes that nobody reads on after so many seconds of this thread's time: a busy machine is not their fault."""

    def __init__(self, data: bytes, seconds: float) -> None:
        super().__init__(data)
        self.until = time.thread_time() + seconds

    def read(self, size: int | None = -1, /) -> bytes:
        self.ask_clock()
        return super().read(size)

    def ask_clock(self) -> None:
        """Raises TimeoutError once the seconds are over."""
        if time.thread_time() > self.until:
            raise TimeoutError


@contextmanager
def open_untrusted(data: bytes, refusal: Exception, *, seconds: float = MOST_SECONDS) -> Iterator[TimeLimitedFile]:
    """Whatever goes wrong while somebody reads it becomes `refusal`, a sentence for who sent it. So does a reader
    that takes more than `seconds` of its thread's time. Raises `refusal`.

    Not so another refusal of its kind, and not a lack of memory: that is ours to hear of.
    """
    file = TimeLimitedFile(data, seconds)
    try:
        yield file
        file.ask_clock()  # a library may have taken the alarm for damage that it can mend
    except (type(refusal), MemoryError):
        raise
    except Exception:
        raise refusal from None


@contextmanager
def open_untrusted_pdf(data: bytes, refusal: Exception) -> Iterator["PdfReader"]:
    """As `open_untrusted`: raises `refusal` for whatever goes wrong."""
    import pypdf

    with pypdf.apply_configuration(**LIMITS), open_untrusted(data, refusal) as file:
        yield pypdf.PdfReader(file, xref_stream_maximum_entries=MOST_OBJECTS)


def has_many_entries(data: bytes, most: int) -> bool:
    return data.count(ENTRY) > most
