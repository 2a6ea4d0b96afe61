"""Mark content of a page as an artifact: running headers, page numbers, decoration."""

from collections.abc import Collection

import pydyf

PAGINATION = pydyf.Dictionary({"Type": "/Pagination"})


def hide_content(stream: pydyf.Stream, hidden: Collection[int], pictures: Collection[int]) -> None:
    """Turn the content ids in `hidden` into artifacts; those not in `pictures` are pagination.

    WeasyPrint writes a tag, its properties (an id and, by our hook, an ActualText) and BDC; what that opens ends at
    the next EMC, as it nests none.
    """
    steps = stream.stream
    for place in reversed(range(len(steps))):
        properties = steps[place]
        if not isinstance(properties, pydyf.Dictionary) or properties.get("MCID") not in hidden:
            continue
        if properties["MCID"] in pictures:
            opening = [b"/Artifact", b"BMC"]
        elif "ActualText" in properties:  # extractors heed it on a span only
            span = pydyf.Dictionary({"ActualText": properties["ActualText"]})
            opening = [b"/Artifact", PAGINATION, b"BDC", b"/Span", span, b"BDC"]
            steps.insert(steps.index(b"EMC", place), b"EMC")
        else:
            opening = [b"/Artifact", PAGINATION, b"BDC"]
        steps[place - 1 : place + 2] = opening
