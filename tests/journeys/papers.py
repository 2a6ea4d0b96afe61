"""What stands in a downloaded file, read from the disk by another program than the one that wrote it."""

import json
from functools import cached_property
from pathlib import Path
from typing import Any

from playwright.sync_api import Download
from pypdf import PdfReader


class Paper:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.reader = PdfReader(path)

    @classmethod
    def saved(cls, download: Download, folder: Path) -> "Paper":
        """The file as the browser saves it, under the name it offers."""
        path = folder / download.suggested_filename
        download.save_as(path)
        return cls(path)

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def content(self) -> bytes:
        return self.path.read_bytes()

    @cached_property
    def pages(self) -> int:
        return len(self.reader.pages)

    def text(self, pages: int = 1) -> str:
        """Of the first pages, with every run of white space as one blank."""
        return " ".join(" ".join(page.extract_text() for page in self.reader.pages[:pages]).split())

    @cached_property
    def manifest(self) -> dict[str, Any]:
        return json.loads(self.reader.attachments["manifest.json"][0])

    @property
    def items(self) -> list[str]:
        """The ids of the questions, in order, as the attachment names them."""
        return [item["id"] for sheet in self.manifest["checklists"] for item in sheet["items"]]

    @cached_property
    def answers(self) -> dict[str, tuple[str, set[str]]]:
        """Item id -> the accessible name of its group of radio buttons, and what may be chosen."""
        return {
            name.removeprefix("a_"): (field["/TU"], {state.strip("/") for state in field["/_States_"]} - {"Off"})
            for name, field in (self.reader.get_fields() or {}).items()
            if name.startswith("a_")
        }

    @cached_property
    def chosen(self) -> dict[str, str]:
        """Item id -> the answer that is marked in it."""
        fields = (self.reader.get_fields() or {}).items()
        marks = {name.removeprefix("a_"): str(field.get("/V", "/Off")) for name, field in fields if name[:2] == "a_"}
        return {item: mark.removeprefix("/") for item, mark in marks.items() if mark != "/Off"}

    @cached_property
    def texts(self) -> set[str]:
        """What is written into its fields."""
        return set((self.reader.get_form_text_fields() or {}).values())

    def bookmarks(self, outline: list | None = None) -> int:
        nodes = self.reader.outline if outline is None else outline
        return sum(self.bookmarks(node) if isinstance(node, list) else 1 for node in nodes)
