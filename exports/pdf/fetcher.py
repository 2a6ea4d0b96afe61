"""The closed fetcher, and the ear that hears what WeasyPrint only logs.

WeasyPrint swallows even fatal errors raised inside an SVG and goes on without the picture. So a
refusal is also written down here, and a picture or stylesheet that failed to load is read from
WeasyPrint's log: a document with a hole in it is not a result.
"""

import logging
import mimetypes
import warnings
from collections.abc import Callable, Mapping
from urllib.parse import unquote
from urllib.request import DataHandler, Request

from PIL import Image
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from .sources import RenderError

LARGEST_DATA_URI = 2 * 2**20  # bytes of content
LARGEST_PICTURE = 25_000_000  # pixels; Pillow would need 100 MB for it
STAGES = {"Step 1": "reading", "Step 5": "layout", "Step 6": "writing"}  # as WeasyPrint logs them
FAILED_LOADS = ("Failed to ", "Unsupported stylesheet type")
RELATIVE_ADDRESS = "Relative URI reference"  # there is no base for it to be relative to

Image.MAX_IMAGE_PIXELS = LARGEST_PICTURE
warnings.simplefilter("error", Image.DecompressionBombWarning)


class ClosedFetcher(URLFetcher):
    """Serves data: URIs and the source's own assets; notes and refuses everything else."""

    def __init__(self, assets: Mapping[str, bytes]) -> None:
        """Know the assets by name. Installs no protocol handler at all, unlike its base."""
        self.assets = assets
        self.refused = False
        self._fail_on_errors = True

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """Return what the document may have; FatalURLFetchingError otherwise."""
        scheme, _, rest = url.partition(":")
        if scheme.lower() == "data" and len(url) < LARGEST_DATA_URI * 2:
            response = DataHandler().data_open(Request(url))  # noqa: S310  opens no connection
            content = response.read()
            if len(content) <= LARGEST_DATA_URI:
                return URLFetcherResponse(url, content, response.headers)
        if scheme.lower() == "asset" and (name := unquote(rest)) in self.assets:
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, self.assets[name], {"Content-Type": kind})
        self.refused = True
        raise FatalURLFetchingError("refused")


class WeasyPrintListener(logging.Handler):
    """Listens to WeasyPrint: progress goes on to `report`, failed loads are kept."""

    def __init__(self, report: Callable[[str, int], None]) -> None:
        """Report (stage, page) as they come; pages never fall, though WeasyPrint lays some out twice."""
        super().__init__(logging.DEBUG)
        self.report = report
        self.page = 0
        self.failed_load = self.relative = False
        self.causes: list[BaseException] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Sort one log record."""
        if record.name == "weasyprint.progress":
            self._progress(record)
        elif record.levelno >= logging.ERROR:
            self.failed_load |= str(record.msg).startswith(FAILED_LOADS)
            self.relative |= str(record.msg).startswith(RELATIVE_ADDRESS)
        elif record.exc_info and record.exc_info[1] is not None:
            self.causes.append(record.exc_info[1])

    def _progress(self, record: logging.LogRecord) -> None:
        stage = STAGES.get(str(record.msg)[:6])
        if stage is None:
            return
        if stage == "layout" and "Page %d" in str(record.msg) and isinstance(record.args, tuple):
            self.page = max(self.page, int(str(record.args[0])))
        self.report(stage, self.page)

    def __enter__(self) -> "WeasyPrintListener":
        for name in ("weasyprint", "weasyprint.progress"):
            logger = logging.getLogger(name)
            logger.setLevel(logging.DEBUG)
            logger.propagate = False
            logger.addHandler(self)
        return self

    def __exit__(self, *error: object) -> None:
        for name in ("weasyprint", "weasyprint.progress"):
            logging.getLogger(name).removeHandler(self)

    def judge(self, fetcher: ClosedFetcher) -> None:
        """Raise RenderError where the document reached outside or something in it did not load."""
        if fetcher.refused or self.relative:
            raise RenderError("refused", "the document asked for something outside itself")
        if any(map(_is_about_size, self.causes)):
            raise RenderError("too-big", "a picture is too large")
        if self.failed_load:
            raise RenderError("broken", "a picture or stylesheet could not be read")


def _is_about_size(error: BaseException | None) -> bool:
    """Look through the chain of causes for memory, nesting or pixels."""
    sizes = (MemoryError, RecursionError, Image.DecompressionBombError, Image.DecompressionBombWarning)
    while error is not None:
        if isinstance(error, sizes):
            return True
        error = error.__cause__ or error.__context__
    return False
