"""Templates as they are read: without indentation, with their lines."""

from pathlib import Path

from django.template import Context, Engine

LOADERS = ["config.storage.templates.Loader"]
PAGE = "<p>\n    {{ words }}\n</p>\n"


def read(folder: Path, name: str) -> str:
    (folder / name).write_text(PAGE)
    engine = Engine(dirs=[str(folder)], loaders=LOADERS)
    return engine.get_template(name).render(Context({"words": "a\n    b"}))


def test_a_page_loses_its_indentation_and_not_what_somebody_wrote(tmp_path: Path) -> None:
    assert read(tmp_path, "page.html") == "<p>\na\n    b\n</p>\n"


def test_a_mail_keeps_every_space(tmp_path: Path) -> None:
    assert read(tmp_path, "mail.txt") == "<p>\n    a\n    b\n</p>\n"
