"""Mark content of a page as an artifact: running headers, page numbers, decoration."""

import re
from collections.abc import Collection

import pikepdf

# The property list is WeasyPrint's own: an id and, by our hook, an ActualText string. What it opens
# ends at the next EMC, as WeasyPrint nests none.
MARKED = re.compile(
    rb"/\w+\s*<<\s*/MCID (\d+)\s*(/ActualText (?:<[0-9a-fA-F]*>|\((?:\\.|[^\\)])*\)))?\s*>>\s*BDC"
    rb"(.*?\bEMC\b)",
    re.S,
)


def hide_content(stream: pikepdf.Object, hidden: Collection[int], pictures: Collection[int]) -> None:
    """Turn the content ids in `hidden` into artifacts; those not in `pictures` are pagination."""

    def artifact(match: re.Match[bytes]) -> bytes:
        content, actual_text, drawing = int(match[1]), match[2], match[3]
        if content not in hidden:
            return match[0]
        if content in pictures:
            return b"/Artifact BMC" + drawing
        if actual_text:  # extractors heed it on a span only
            drawing = b"/Span <<%s>> BDC%s EMC" % (actual_text, drawing)
        return b"/Artifact <</Type /Pagination>> BDC " + drawing

    stream.write(MARKED.sub(artifact, stream.read_bytes()))
