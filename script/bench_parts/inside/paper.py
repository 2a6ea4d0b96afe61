"""One checklist on paper: by WeasyPrint as it comes, by WeasyPrint with our options, by us."""

import base64
import gc
import io
import json
import mimetypes
import os
import re
import statistics
import time
from collections.abc import Callable
from typing import Any

import pikepdf
from weasyprint import HTML, Attachment

from exports import pdf
from exports.pdf import engine
from exports.pdf.fetcher import ClosedFetcher
from exports.pdf.server import OBJECTS_BEFORE_LOOKING, _be_single_threaded
from exports.printouts import build_printout
from script.bench_parts.inside.timing import measure_median
from script.bench_parts.sizes import REPEATS

KIND = "toolkit.checklist"
PICTURE = re.compile(r"asset:([^\s\"')]+)")


def source_of(pk: str, form: str) -> pdf.Source:
    made = build_printout(KIND, pk, {"form": form})
    return pdf.Source(made.html, made.manifest, made.language, made.fillable, made.links, made.assets)


def ours(source: pdf.Source) -> bytes:
    """As a child of the render server makes it; WeasyPrint as it comes looks for garbage as often as Python does."""
    gc.set_threshold(OBJECTS_BEFORE_LOOKING)
    return engine.render_pdf(source, lambda stage, page: None)


def ready() -> None:
    """As the render server stands before it forks: all loaded, no thread, and nothing for a child to collect."""
    engine.warm_up()
    _be_single_threaded()
    gc.collect()
    gc.freeze()


def in_child(step: Callable[[], bytes]) -> dict[str, float]:
    """Processor milliseconds and bytes of one render in a fork, which is how every render of ours runs."""
    mine, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            finishing = watch_finishing()
            began = time.process_time()
            made = step()
            said = {"ms": 1000 * (time.process_time() - began), "bytes": len(made), "finishing": sum(finishing)}
            os.write(theirs, json.dumps(said).encode())
        finally:
            os._exit(0)
    os.close(theirs)
    with os.fdopen(mine) as answer:
        said = json.loads(answer.read() or "{}")
    os.waitpid(pid, 0)
    return said


def watch_finishing() -> list[float]:
    """Notes how long the finishing pass takes, in this process: before the file is written, and after."""
    spent: list[float] = []

    def timed(step: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any, **named: Any) -> Any:
            began = time.process_time()
            made = step(*given, **named)
            spent.append(1000 * (time.process_time() - began))
            return made

        return run

    engine.mend_document, engine.finish_file = timed(engine.mend_document), timed(engine.finish_file)
    return spent


def paper(pk: str, form: str) -> dict[str, float]:
    document = source_of(pk, form)
    printout = measure_median(lambda: build_printout(KIND, pk, {"form": form}), REPEATS)
    ready()

    def weasyprint(**wishes: Any) -> bytes:
        return HTML(string=document.html, url_fetcher=ClosedFetcher(document.assets)).write_pdf(**wishes)  # type: ignore[no-any-return]

    def with_our_options() -> bytes:
        manifest = Attachment(string=document.manifest, name="manifest.json", relationship="Data")  # read once only
        return weasyprint(pdf_variant="pdf/a-3a", pdf_forms=document.fillable, attachments=[manifest])

    steps: dict[str, Callable[[], bytes]] = {
        "plain": weasyprint,
        "tagged": with_our_options,
        "ours": lambda: ours(document),
    }
    found: dict[str, list[dict[str, float]]] = {name: [] for name in steps}
    for _turn in range(2 * REPEATS):
        for name, step in steps.items():
            found[name].append(in_child(step))
    medians = {name: statistics.median(one["ms"] for one in turns) for name, turns in found.items()}
    sizes = {f"{name} bytes": turns[0]["bytes"] for name, turns in found.items()}
    finishing = statistics.median(one["finishing"] for one in found["ours"])
    ratios = {f"ours : {name}": ratio_by_turn(found["ours"], found[name]) for name in ("plain", "tagged")}
    return {**medians, **sizes, **ratios, "bytes": sizes["ours bytes"], "finishing": finishing, "printout": printout}


def ratio_by_turn(mine: list[dict[str, float]], theirs: list[dict[str, float]]) -> float:
    """The median over the turns: the two of one turn stand next to each other on a machine that changes its pace."""
    return statistics.median(one["ms"] / other["ms"] for one, other in zip(mine, theirs, strict=True))


def source(pk: str) -> dict[str, object]:
    """The fillable checklist as HTML that needs nothing beside it, and how long ours takes by the clock."""
    document = source_of(pk, "fillable")
    engine.warm_up()
    clock = measure_median(lambda: ours(document), REPEATS)
    with pikepdf.open(io.BytesIO(ours(document))) as made:
        return {"html": whole(document), "clock": clock, "pages": len(made.pages)}


def whole(document: pdf.Source) -> str:
    """With its pictures inside, as data: addresses."""

    def picture(match: re.Match[str]) -> str:
        kind = mimetypes.guess_type(match[1])[0] or "application/octet-stream"
        return f"data:{kind};base64,{base64.b64encode(document.assets[match[1]]).decode()}"

    return PICTURE.sub(picture, document.html)
