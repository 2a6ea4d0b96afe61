"""What is carried away of a language, and the toolkit in a box, made as the worker makes them."""

import os
import statistics
import time
from typing import Any

from toolkit.domain.saved import COMPANION, EVERYTHING
from toolkit.packages.book import build_book
from toolkit.packages.box import build_box, pack_box
from toolkit.packages.companion import build_companion_file
from toolkit.packages.saved import build_bundles, render_edition
from toolkit.sealing import make_box_key


def copies(code: str) -> dict[str, float]:
    """Sizes in bytes of what a phone saves, of the file to pass on and of the book; processor seconds for all."""
    began = time.process_time()
    edition = render_edition(code)
    sizes = {name: len(package.payload) for name, package in build_bundles(edition).items()}
    passed_on, book = len(build_companion_file(code).payload), len(build_book(edition).payload)
    tools = [size for name, size in sizes.items() if name not in {EVERYTHING, COMPANION}]
    return {
        "all": sizes[EVERYTHING],
        "tool": statistics.median(tools),
        "largest tool": max(tools),
        "file": passed_on,
        "book": book,
        "seconds": time.process_time() - began,
    }


def box(*codes: str) -> dict[str, Any]:
    """Of these languages, without PDFs, as the command makes it: bytes, and seconds by the clock."""
    make_box_key()
    began = time.perf_counter()
    packed = pack_box(build_box(codes, tell=lambda said: None, processes=len(os.sched_getaffinity(0))))
    return {"bytes": len(packed), "languages": len(codes), "seconds": time.perf_counter() - began}
