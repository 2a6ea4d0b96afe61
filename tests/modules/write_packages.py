"""Packages of the sample modules, to try with the programs of others: `python -m tests.modules.write_packages FOLDER`."""

import os
import sys
from pathlib import Path

import django


def write_packages(folder: Path) -> None:
    """Every package, for readers and for lecturers, each named by its module, reader and format."""
    from modules.packages.formats import PACKAGE_FORMATS
    from tests.modules import sample
    from tests.modules.boxes import packed

    for outline in (sample.ENGLISH, sample.DARI):
        for whom, one in (("readers", outline), ("lecturers", sample.for_lecturers(outline))):
            for code, form in PACKAGE_FORMATS.items():
                (folder / f"{outline.language}-{whom}-{code}.{form.ending}").write_bytes(packed(code, one))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    write_packages(Path(sys.argv[1]))
