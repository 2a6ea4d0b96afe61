"""Appearance streams of form fields, one object for all fields that look alike."""

import pydyf

INK = b"0.1 0.1 0.1 rg"
# A tick in a box of 1 by 1, as x y pairs.
TICK = ((0.16, 0.5), (0.28, 0.62), (0.42, 0.46), (0.74, 0.84), (0.86, 0.74), (0.43, 0.2))
CIRCLE = 0.5523  # handle length of the Bézier quarter circle, in radii


class FieldAppearances:
    """Makes form XObjects for one file, remembers them by look and size (points, to a tenth), and returns references.

    A viewer stretches each to its field, so a hair's breadth does not matter, and an empty one fits all.
    """

    def __init__(self, pdf: pydyf.PDF) -> None:
        """Start with none."""
        self.pdf = pdf
        self._made: dict[tuple[bytes, float, float], bytes] = {}

    def empty_button(self) -> bytes:
        """Nothing chosen: the box around it is part of the page."""
        return self._make(b"q Q", 1, 1)

    def tick(self, width: float, height: float) -> bytes:
        """A checked box."""
        width, height = round(width, 1), round(height, 1)
        points = [b"%.2f %.2f" % (x * width, y * height) for x, y in TICK]
        path = points[0] + b" m " + b" ".join(point + b" l" for point in points[1:])
        return self._make(b"q " + INK + b" " + path + b" h f Q", width, height)

    def dot(self, width: float, height: float) -> bytes:
        """A chosen radio."""
        width, height = round(width, 1), round(height, 1)
        x, y, r = width / 2, height / 2, min(width, height) * 0.28
        k = r * CIRCLE
        path = b"%.2f %.2f m" % (x + r, y) + b"".join(
            b" %.2f %.2f %.2f %.2f %.2f %.2f c" % curve
            for curve in (
                (x + r, y + k, x + k, y + r, x, y + r),
                (x - k, y + r, x - r, y + k, x - r, y),
                (x - r, y - k, x - k, y - r, x, y - r),
                (x + k, y - r, x + r, y - k, x + r, y),
            )
        )
        return self._make(b"q " + INK + b" " + path + b" h f Q", width, height)

    def blank(self) -> bytes:
        """A text field or select with nothing in it."""
        return self._make(b"/Tx BMC EMC", 1, 1)

    def _make(self, content: bytes, width: float, height: float) -> bytes:
        key = (content, width, height)
        if key not in self._made:
            box = pydyf.Array([0, 0, width, height])
            extra = {"Type": "/XObject", "Subtype": "/Form", "BBox": box, "Resources": pydyf.Dictionary()}
            drawing = pydyf.Stream([content], extra)
            self.pdf.add_object(drawing)
            self._made[key] = drawing.reference
        return self._made[key]
