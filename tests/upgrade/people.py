"""Everybody who works with a portal, and what each of them keeps in it: `python -m tests.upgrade.people FILE`.

Run inside a checkout of the release whose portal is filled, right after its script/prepare.py. FILE then holds what
tests/upgrade/reading.py looks for. All of them are invented.

Whoever changes this: it has to run in the release before (for the fixture that is kept) and in the present one (for
the next). So it uses addresses and names of fields, what Django and Wagtail promise, and tests/network/factories.py
of that release; no functions of ours, whose names change.
"""

import json
import os
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

import pikepdf
from celery import current_app
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from wagtail.images import get_image_model
from wagtail.models import Page

from tests.upgrade.browsing import PASSWORD, Browser

ALONE = "identification-and-referral"
PRINTED = "sentencing"
MODULE = "rights-and-gender"
Facts = dict[str, Any]


def main(file: str) -> None:
    facts: Facts = {"made": timezone.now().isoformat()}
    facts |= make_accounts() | edit()
    current_app.conf.task_always_eager = True  # nobody waits for a worker here: what one would do is done at once
    for fill in (work_alone, work_in_a_team, teach, take_a_file, join_the_network, apply_to_join):
        facts |= fill()
    Path(file).write_text(json.dumps(facts, indent=1, sort_keys=True) + "\n")


def account(name: str, role: str = "", **fields: Any) -> str:
    address = f"{name}@example.org"
    user = get_user_model().objects.create_user(address, PASSWORD, **fields)
    if role:
        user.groups.add(Group.objects.get(name=role))
    return address


def model(app: str, name: str) -> Any:
    """By its label, which stands in migrations and so does not change lightly."""
    return apps.get_model(app, name)


def picture(colour: str, form: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (320, 200), colour).save(out, form)
    return out.getvalue()


def paper() -> bytes:
    out = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(out, deterministic_id=True)
    return out.getvalue()


# --- The portal ---


def make_accounts() -> Facts:
    account("administrator", is_staff=True, is_superuser=True)
    account("publisher", "Publishers")
    account("editor", "Editors")
    return {}


def edit() -> Facts:
    """A page and an instrument in an editor's words, and a picture. A worker would make the page's file ahead: nobody
    needs it here."""
    editor, publisher = (get_user_model().objects.get(email=f"{name}@example.org") for name in ("editor", "publisher"))
    page = Page.objects.get(slug="legislation", url_path__contains="/tools/", locale__language_code="en").specific
    page.summary = "Turnstone: what an editor wrote about legislation before the upgrade."
    page.save_revision(user=editor).publish(user=publisher)
    instrument = model("toolkit", "Instrument").objects.get(key="cedaw", locale__language_code="en")
    instrument.summary = "Dunlin: what an editor wrote about this convention before the upgrade."
    instrument.save()
    instrument.save_revision(user=editor)
    file = ImageFile(BytesIO(picture("teal", "PNG")), "turnstone.png")
    image = get_image_model().objects.create(title="A turnstone", file=file, uploaded_by_user=editor)
    return {
        "page": page.get_url_parts()[2],
        "page says": page.summary,
        "instrument": instrument.get_absolute_url(),
        "instrument says": instrument.summary,
        "picture": {"file": image.file.name, "shown": image.get_rendition("width-120").file.name},
    }


def take_a_file() -> Facts:
    path, content = take_file(Browser(), PRINTED)
    assert content.startswith(b"%PDF")
    return {"file": path}


def take_file(reader: Browser, checklist: str) -> tuple[str, bytes]:
    """A checklist's PDF as a reader without an account has it made: its address and what is in it."""
    reader.open(f"/en/checklists/{checklist}/")
    reader.send("/ask/")
    path = reader.link(".pdf")
    return path, reader.download(path)


# --- Checklists ---


def work_alone() -> Facts:
    """A practitioner without an account, in a browser without JavaScript."""
    alone = Browser()
    alone.open(f"/en/checklists/{ALONE}/")
    question = next(name for name in map(str, names_in(alone, "a_")))
    item = question.removeprefix("a_")
    alone.send("/result/", **{f"a_{item}": "partly", f"n_{item}": "Sanderling: nobody asks at night."})
    assert "Sanderling" in alone.open(alone.path.replace("/result/", "/"))
    return {"alone": {"path": alone.path, "cookies": {name: one.value for name, one in alone.client.cookies.items()}}}


def names_in(browser: Browser, beginning: str) -> list[str]:
    return [str(field["name"]) for field in browser.page.select(f'[name^="{beginning}"]')]


def work_in_a_team() -> Facts:
    """An owner and an editor, two answers, a comment and a file as evidence; the first round is signed off."""
    owner = Browser().sign_in(account("owner"))
    owner.open("/en/work/team/new/")
    first = owner.page.select('input[name="versions"]')[0]["value"]
    owner.send(title="Redshank: a clinic at a border", versions=[first], name="Olga", country="PK")
    team = owner.path
    owner.open(owner.link("/team/sheets/"))
    sheet = owner.path
    one, two = list(dict.fromkeys(names_in(owner, "a_")))[:2]
    owner.send(**{one: "no", one.replace("a_", "n_"): "Knot: nobody was asked."})
    owner.send(**{two: "yes", two.replace("a_", "e_"): "Curlew: the minutes of May."})
    owner.open(owner.link(one.removeprefix("a_"), "/#comments"))
    owner.open("files/")
    owner.send(file=SimpleUploadedFile("godwit.pdf", paper(), "application/pdf"))
    return {"team": {"path": team, "sheet": sheet, "evidence": owner.link("/evidence/")}}


# --- Teaching ---


def teach() -> Facts:
    """A lecturer is verified, plans a class, and adapts a module for Pakistan; a publisher publishes it."""
    lecturer = Browser().sign_in(account("lecturer", "Editors"))
    lecturer.open("/en/modules/lecturers/")
    lecturer.send(institution="Plover University", role="Lecturer", country="PK", proof="Ask the dean")
    publisher = Browser().sign_in("publisher@example.org")
    publisher.open("/admin/teaching/lecturers/")
    publisher.follow("lecturer@example.org")
    publisher.send(do="verify")
    lecturer.open(f"/en/modules/{MODULE}/class/")
    lecturer.send(minutes="90", students="24")
    lecturer.send("/save/", title="Whimbrel: Tuesday's class")

    parent = model("modules", "Module").objects.get(slug=MODULE, locale__language_code="en")
    lecturer.open(f"/admin/teaching/begin/{parent.pk}/")
    lecturer.send(title="Avocet: rights and gender at the Indus", country="PK")
    number = int(lecturer.path.strip("/").rsplit("/", 1)[1])
    lecturer.open(lecturer.link("/drop/"))
    lecturer.send(why="Lapwing: our students know it from another course.")
    module = model("modules", "Module").objects.get(pk=number)
    module.latest_revision.publish()
    return {"adaptation": module.get_absolute_url()}


# --- The network ---


def join_the_network() -> Facts:
    """Two members in Pakistan, one with all that a profile has; a message; those who care for them."""
    from tests.network import factories

    factories.country("PK", is_open=True)
    names = {"Sedge": "focal_point", "Tern": "coordinator", "Wren": "coordinator"}
    for name, role in names.items():
        factories.member("PK" if role == "focal_point" else "IQ", pseudonym=name, address=at(name), role=role)
    for name in ("Bulbul", "Hoopoe"):
        factories.member("PK", pseudonym=name, address=at(name))
    guarded, other = (Browser().sign_in(at(name), app=True) for name in ("Bulbul", "Hoopoe"))
    words = {"name": "Parveen Invented", "city": "Ormara", "about": "Egret: I work on court records."}
    guarded.open("/en/space/profile/words/")
    guarded.send(**words)
    guarded.open("/en/space/profile/photo/")
    guarded.send(photo=SimpleUploadedFile("me.jpg", picture("maroon", "JPEG"), "image/jpeg"))
    guarded.open("/en/space/profile/seen-by/")
    guarded.send(name=["all"], about=["all"], photo=["all"], country=["all"])
    for member in (guarded, other):
        member.open("/en/space/profile/")
        member.send(listed="yes")
    guarded.open("/en/space/people/")
    guarded.follow("Hoopoe")
    guarded.open(f"{guarded.path}write/")
    guarded.send(text="Ibis: may I ask you about interpreters?")
    other.open("/en/space/messages/")
    other.follow("Bulbul")
    other.send("/answer/", answer="yes")
    other.send(text="Stilt: please do.")
    return {"profile": words, "conversation": other.path}


def at(name: str) -> str:
    return f"{name.lower()}@example.org"


def apply_to_join() -> Facts:
    """Without mail; one of those who decide has said yes, another has asked her something."""
    applicant = Browser()
    applicant.open("/en/space/start/form/")
    applicant.send(
        pseudonym="Jacana",
        country="PK",
        sector="justice",
        level="middle",
        languages=["en", "ur"],
        address="jacana@example.org",
        mail="never",
        reach="Sarus: call on Fridays.",
        why="Myna: to talk with others who do the same.",
        assess="on",
        profile="on",
    )
    applicant.send()
    code = applicant.page.select_one(".key-text")
    assert code is not None, applicant.text
    focal_point, coordinator = (Browser().sign_in(at(name), app=True) for name in ("Sedge", "Tern"))
    for vetter in (focal_point, coordinator):
        vetter.open("/en/space/requests/")
        vetter.follow("Jacana")
    request = focal_point.path
    coordinator.send("/vote/", reason=first_reason(coordinator))
    focal_point.send("/ask/", text="Dhole: where did you hear of us?")
    return {"application": {"code": code.get_text(strip=True), "path": request}}


def first_reason(browser: Browser) -> str:
    """A yes: those come first."""
    return str(browser.page.select('input[name="reason"]')[0]["value"])


if __name__ == "__main__":
    main(sys.argv[1])
