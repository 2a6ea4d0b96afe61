"""The toolkit for Kiwix, made here and now: a file for each language."""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from toolkit.packages.box_papers import PaperError
from toolkit.packages.saved import NotForPhonesError
from toolkit.packages.zim import ZimError, build_zim, find_writer, write_zim


class Command(BaseCommand):
    help = "Writes the public pages as ZIM files, one for each language, for Kiwix. Needs libzim beside the portal."

    def add_arguments(self, parser: CommandParser) -> None:
        codes = [code for code, _name in settings.LANGUAGES]
        parser.add_argument("--languages", nargs="+", choices=codes, default=codes, metavar="CODE")
        parser.add_argument("--pdfs", action="store_true", help="with the PDFs in A4; missing ones are made now")
        parser.add_argument("--output", type=Path, default=Path("."), metavar="FOLDER")
        parser.add_argument("--python", default="/usr/bin/python3", help="the Python that has libzim (%(default)s)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.tell(find_writer(options["python"]))
            for code in dict.fromkeys(options["languages"]):
                zim = build_zim(code, tell=self.tell, with_pdfs=options["pdfs"])
                file = options["output"] / zim.name
                write_zim(zim, file, options["python"])
                content = file.read_bytes()
                self.stdout.write(f"{file}: {len(content):,} bytes. SHA-256 {hashlib.sha256(content).hexdigest()}")
        except (ZimError, NotForPhonesError, PaperError, OSError) as error:
            raise CommandError(str(error)) from error

    def tell(self, what: str) -> None:
        self.stdout.write(f"  {what}")
        self.stdout.flush()
