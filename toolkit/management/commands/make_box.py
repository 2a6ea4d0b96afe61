"""The toolkit in a box, made here and now."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from toolkit.packages.box import build_box, pack_box, pack_update
from toolkit.packages.box_papers import PaperError
from toolkit.packages.saved import NotForPhonesError
from toolkit.sealing import NoBoxKeyError, get_public_key


class Command(BaseCommand):
    help = "Writes the public pages as a ZIP that opens from a folder, without a portal and without a line."

    def add_arguments(self, parser: CommandParser) -> None:
        codes = [code for code, _name in settings.LANGUAGES]
        parser.add_argument("--languages", nargs="+", choices=codes, default=codes, metavar="CODE")
        parser.add_argument("--pdfs", action="store_true", help="with the PDFs in A4; missing ones are made now")
        parser.add_argument("--films", action="store_true", help="with films and recordings, the small editions")
        parser.add_argument(
            "--processes",
            type=int,
            choices=range(1, 65),
            default=len(os.sched_getaffinity(0)),
            metavar="N",
            help="that render languages side by side; else one for each processor",
        )
        parser.add_argument("--output", type=Path, default=Path("toolkit-box.zip"))
        parser.add_argument("--delta", type=Path, metavar="OLD.zip", help="only what changed since that box")

    def handle(self, *args: Any, **options: Any) -> None:
        languages = list(dict.fromkeys(options["languages"]))
        try:
            files = build_box(
                languages,
                tell=self.tell,
                with_pdfs=options["pdfs"],
                with_films=options["films"],
                processes=options["processes"],
            )
            packed = pack_update(options["delta"].read_bytes(), files) if options["delta"] else pack_box(files)
            options["output"].write_bytes(packed)
            key = get_public_key()
        except (NoBoxKeyError, NotForPhonesError, PaperError, ValueError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{options['output']}: {len(packed):,} bytes. Signed with {key}")

    def tell(self, what: str) -> None:
        self.stdout.write(f"  {what}")
        self.stdout.flush()
