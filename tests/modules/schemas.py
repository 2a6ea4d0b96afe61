"""Our packages against schemas that we may use and not ship: `python -m tests.modules.schemas FOLDER`.

FOLDER holds the schemas of Common Cartridge 1.1 as they are published (Moodle's sources carry them in
backup/cc/schemas11). Every XML file of cartridges and question banks of the sample modules is compared with the one for
its root; a root without a schema is a fault. Ends with 1 where something is not valid. The manifest of the question
bank follows another standard (IMS Content Packaging 1.1.3) and is left out.

The schemas of version 1.3 could not be had. Its cartridge comes from the same writer with other names, and the test
suite's reader of 1.3 reads both (tests/modules/cartridge.py).
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from lxml import etree

SCHEMAS = {
    "manifest": "ccv1p1_imscp_v1p2_v1p0.xsd",
    "questestinterop": "ccv1p1_qtiasiv1p2p1_v1p0.xsd",
    "topic": "ccv1p1_imsdt_v1p1.xsd",
    "webLink": "ccv1p1_imswl_v1p1.xsd",
}
PACKAGES = ("cartridge11", "qti")


def documents() -> Iterator[tuple[str, bytes]]:
    """(where it stands, XML) for readers and for lecturers."""
    from modules.domain.outlines import Outline
    from tests.modules import boxes, sample

    outlines = {name: value for name, value in vars(sample).items() if isinstance(value, Outline)}
    for name, outline in outlines.items():
        for whom, one in (("readers", outline), ("lecturers", sample.for_lecturers(outline))):
            for code in PACKAGES:
                for file, data in boxes.unpacked(code, one).items():
                    if file.endswith(".xml") and (code, file) != ("qti", "imsmanifest.xml"):
                        yield f"{name} for {whom}, {code}: {file}", data


def faults(folder: Path) -> Iterator[str]:
    known = {root: etree.XMLSchema(etree.parse(folder / file)) for root, file in SCHEMAS.items()}
    seen = 0
    for where, data in documents():
        root = etree.fromstring(data)
        schema = known.get(etree.QName(root).localname)
        seen += 1
        if schema is None:
            yield f"{where}: no schema for {root.tag}"
        elif not schema.validate(root):
            yield from (f"{where}, line {error.line}: {error.message}" for error in schema.error_log)
    print(f"{seen} documents compared with {len(known)} schemas")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    found = list(faults(Path(sys.argv[1])))
    print("\n".join(found) or "all valid")
    sys.exit(bool(found))
