"""What each of the people finds again: `python -m tests.upgrade.reading upgrade|read VAR_DIR` prints it as JSON.

`upgrade` first does what an upgrade does, script/prepare.py; `read` looks at once. Both live right after the moment in
which people.py filled the portal: what is kept for an hour or a week is still there, however old a fixture is.
"""

import contextlib
import json
import os
import runpy
import sys
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import django
import time_machine

from tests.upgrade.keeping import PEOPLE

LATER = timedelta(minutes=10)
Facts = dict[str, Any]


def main(what: str, var: Path) -> Facts:
    known: Facts = json.loads((var / PEOPLE).read_text())
    with time_machine.travel(datetime.fromisoformat(known["made"]) + LATER):
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        seen: Facts = {}
        if what == "upgrade":
            seen["upgrade says"] = said("script/prepare.py")
        else:
            django.setup()
        return seen | read(known)


def said(script: str) -> str:
    with contextlib.redirect_stdout(StringIO()) as words:
        runpy.run_path(script, run_name="__main__")
    return words.getvalue()


def command(*words: str) -> str:
    from django.core.management import call_command

    call_command(*words, stdout=(out := StringIO()), stderr=out)
    return out.getvalue()


def read(known: Facts) -> Facts:
    from celery import current_app

    current_app.conf.task_always_eager = True
    seen: Facts = {"migrations left": command("showmigrations", "--plan").count("[ ]")}
    seen["rebuilding says"] = command("rebuild_search")
    readers = (read_site, read_files, read_work, read_lessons, read_admin, read_profile, read_mail, read_request)
    for minutes, reader in enumerate(readers):
        # Each a minute after the one before: else many sign in at once, and have to work for it.
        with time_machine.travel(datetime.fromisoformat(known["made"]) + LATER + timedelta(minutes=minutes)):
            seen |= reader(known)
    return seen


def read_site(known: Facts) -> Facts:
    from tests.upgrade.browsing import Browser

    reader = Browser()
    return {
        "edited page": known["page says"] in reader.open(known["page"]),
        "edited instrument": known["instrument says"] in reader.open(known["instrument"]),
        "found by an editor's word": found(reader, "Turnstone"),
        "found by the name of a treaty": found(reader, "CEDAW"),
        "adaptation": reader.open(known["adaptation"]),
        "expected": {"page": known["page"], "instrument": known["instrument"]},
    }


def found(reader: Any, words: str) -> str:
    """Where the first result leads."""
    reader.open(f"/en/search/?q={words}")
    return str(reader.page.select_one("article.hit h2 a")["href"])


def read_files(known: Facts) -> Facts:
    from django.core.files.storage import default_storage

    from tests.upgrade.browsing import Browser
    from tests.upgrade.people import ALONE, take_file

    reader = Browser()
    old = reader.client.get(known["file"])
    return {
        "file of before": b"".join(old)[:5].decode() if old.status_code == 200 else str(old.status_code),
        "file of now": take_file(Browser(), ALONE)[1][:5].decode(),
        "picture": {name: default_storage.exists(file) for name, file in known["picture"].items()},
    }


def read_work(known: Facts) -> Facts:
    """Checklists: alone in a browser that was open before, and in a team."""
    from tests.upgrade.browsing import Browser

    alone = Browser()
    for name, value in known["alone"]["cookies"].items():
        alone.client.cookies[name] = value
    owner = Browser().sign_in("owner@example.org")
    seen = {"alone": alone.open(known["alone"]["path"]), "team": owner.open(known["team"]["path"])}
    seen["sheet"] = owner.open(known["team"]["sheet"])
    seen["evidence"] = owner.download(known["team"]["evidence"])[:5].decode()
    seen["trail"] = command("verify_trail")
    return seen


def read_lessons(known: Facts) -> Facts:
    from tests.upgrade.browsing import Browser
    from tests.upgrade.people import MODULE

    lecturer = Browser().sign_in("lecturer@example.org")
    return {
        "marking notes": len(lecturer.open(f"/en/modules/{MODULE}/marking/")),
        "classes": lecturer.open("/en/modules/classes/"),
    }


def read_admin(known: Facts) -> Facts:
    from tests.upgrade.browsing import Browser

    administrator = Browser().sign_in("administrator@example.org")
    administrator.open("/admin/")
    return {"pictures": administrator.open("/admin/images/")}


def read_profile(known: Facts) -> Facts:
    """A member's own profile, and what another one of her country sees of it."""
    from tests.upgrade.browsing import Browser

    guarded = Browser().sign_in("bulbul@example.org", app=True)
    seen = {"own profile": guarded.open("/en/space/profile/words/")}
    seen["own photo"] = guarded.download("/en/space/profile/photo/file/")[:3].hex()
    other = Browser().sign_in("hoopoe@example.org", app=True)
    other.open("/en/space/people/")
    other.follow("Bulbul")
    seen["profile for another"] = other.text
    seen["photo for another"] = other.download(f"{other.path}photo/")[:3].hex()
    return seen


def read_mail(known: Facts) -> Facts:
    from tests.upgrade.browsing import Browser

    guarded = Browser().sign_in("bulbul@example.org", app=True)
    return {"conversation": guarded.open(known["conversation"])}


def read_request(known: Facts) -> Facts:
    """Somebody who applied comes back with her code; who decides opens what she wrote."""
    from tests.upgrade.browsing import Browser

    applicant, coordinator = Browser(), Browser()
    applicant.open("/en/space/back/")
    seen = {"applicant": applicant.send(code=known["application"]["code"])}
    applicant.open(applicant.link("/mine/answer/"))
    seen["question"] = applicant.text
    seen["after the answer"] = applicant.send(answer="Kiang: from a colleague.")
    coordinator.sign_in("sedge@example.org", app=True)
    coordinator.open(known["application"]["path"])
    seen["opened"] = coordinator.send("/open/")
    return seen


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], Path(sys.argv[2]))))
