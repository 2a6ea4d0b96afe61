"""Fills a form as Evince and Okular do: with Poppler, the engine of both.

Its binding comes with the distribution (package gir1.2-poppler-0.18), so this file also runs as a program of the
system's own Python: `poppler.py IN OUT`, with [[page, [x, y], words], ...] as JSON on its standard input, or `poppler.py IN` to read.
"""

import json
import subprocess
import sys
from pathlib import Path

SYSTEM_PYTHON = "/usr/bin/python3"


def fill(data: bytes, places: list[tuple[int, tuple[float, float], str]], folder: Path) -> bytes:
    """The file after somebody typed and clicked at these places (pdfium.places_of)."""
    before, after = folder / "before.pdf", folder / "after.pdf"
    before.write_bytes(data)
    command = [SYSTEM_PYTHON, __file__, str(before), str(after)]
    done = subprocess.run(command, input=json.dumps(places), text=True, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return after.read_bytes()


def read(data: bytes, folder: Path) -> list[str]:
    """What a viewer with this engine shows in the text fields, in their order, without those that are empty."""
    path = folder / "read.pdf"
    path.write_bytes(data)
    done = subprocess.run([SYSTEM_PYTHON, __file__, str(path)], text=True, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def main(before: str, after: str = "") -> None:
    import gi  # type: ignore[import-not-found]

    gi.require_version("Poppler", "0.18")
    from gi.repository import Poppler  # type: ignore[import-not-found]

    document = Poppler.Document.new_from_file(Path(before).resolve().as_uri(), None)
    if not after:
        pages = [document.get_page(number) for number in range(document.get_n_pages())]
        fields = [one.field for page in pages for one in page.get_form_field_mapping()]
        texts = [field.text_get_text() for field in fields if field.get_field_type() == Poppler.FormFieldType.TEXT]
        print(json.dumps([text for text in texts if text]))
        return
    for number, (x, y), words in json.load(sys.stdin):
        [field] = [one.field for one in document.get_page(number).get_form_field_mapping() if holds(one.area, x, y)]
        if field.get_field_type() == Poppler.FormFieldType.TEXT:
            field.text_set_text(words)
        else:
            field.button_set_state(True)
    document.save(Path(after).resolve().as_uri())


def holds(area: object, x: float, y: float) -> bool:
    return bool(area.x1 <= x <= area.x2 and area.y1 <= y <= area.y2)  # type: ignore[attr-defined]


if __name__ == "__main__":
    main(*sys.argv[1:])
