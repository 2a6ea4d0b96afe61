"""Which kinds of files there are, and that each says what withdraws it."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from accounts.models import User
from config.health.checks import refuse_to_start_incomplete
from exports.actions import request_export
from exports.domain.kinds import PackageKind, PrintoutKind, file_kinds, files_showing, primary_key, printout_kinds
from exports.models import Export
from tests.exports.packing import pack_zip
from tests.exports.paper import a_printout, printed

SHOWS = {Export: primary_key}
NAMED = {"kind": "tests.new", "file_name": "{slug}"}


def test_a_printout_or_a_package_that_declares_nothing_about_withdrawal_is_none() -> None:
    with pytest.raises(TypeError, match="shows"):
        PrintoutKind(**NAMED, make=printed)  # type: ignore[call-arg,arg-type]
    for kind, own in ((PrintoutKind, NAMED), (PackageKind, {"kind": "tests.new", "pack": pack_zip})):
        with pytest.raises(TypeError, match=r"tests\.new has to declare in `shows`"):
            kind(**own, shows={})


@pytest.mark.django_db  # the database is asked whether it keeps every script
def test_a_portal_with_a_printout_that_declares_nothing_about_withdrawal_does_not_start(settings: Any) -> None:
    refuse_to_start_incomplete()
    settings.FILE_KINDS = [*settings.FILE_KINDS, "tests.exports.undeclared.PRINTOUTS"]
    with pytest.raises(TypeError, match="shows"):
        refuse_to_start_incomplete()


@pytest.mark.thorough
def test_every_process_of_a_portal_asks_for_the_declarations_before_it_serves() -> None:
    """What an operator would see: the process ends, and its last line names what is missing."""
    code = "from django.conf import settings; settings.FILE_KINDS.append('tests.exports.undeclared.PRINTOUTS');"
    for start in ("import config.wsgi", "from config.celery import refuse_incomplete; refuse_incomplete()"):
        done = subprocess.run(
            [sys.executable, "-c", code + start], cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 1
        assert "'shows'" in done.stderr.splitlines()[-1]


def test_what_no_app_declares_is_not_made() -> None:
    with pytest.raises(LookupError, match=r"declares tests\.undeclared"):
        request_export(a_printout(kind="tests.undeclared"))


def test_two_kinds_of_one_name_are_a_mistake(settings: Any) -> None:
    settings.FILE_KINDS = ["toolkit.printouts.PRINTOUTS", *settings.FILE_KINDS]
    with pytest.raises(ImproperlyConfigured, match=r"called toolkit\.checklist"):
        file_kinds()


@pytest.mark.parametrize(
    "more",
    [
        {"private": True, "make": printed},
        {"rendered_ahead": (Export,)},
        {"make": printed, "rendered_ahead": (User,)},
    ],
)
def test_a_declaration_that_contradicts_itself_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match=r"tests\.new"):
        PrintoutKind(**NAMED, shows=SHOWS, **more)


def test_a_row_stands_in_the_files_of_each_kind_that_shows_its_model() -> None:
    found = files_showing(Export(pk=7))
    assert {("tests.checklist", "7"), ("tests.zip", "7")} <= found
    assert {kind.partition(".")[0] for kind, _subject in found} == {"tests"}


def test_every_button_asks_for_a_kind_that_has_an_address() -> None:
    texts = [file.read_text() for file in (Path(settings.BASE_DIR) / "templates").rglob("*.html")]
    asked = {kind for text in texts for kind in re.findall(r'download\.html" with kind="([^"]+)"', text)}
    assert {"toolkit.checklist", "toolkit.tool", "toolkit.handbook"} <= asked
    printouts = {declared.kind for declared in printout_kinds() if declared.make}
    ahead = {row.kind for row in file_kinds().values() if isinstance(row, PackageKind) and row.made_ahead}
    assert asked <= printouts | ahead
