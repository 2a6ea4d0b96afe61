"""Markup in everything that editors, lecturers and coordinators type about modules: words wherever it is shown."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts.models import Letter, User
from modules.actions.publishing import process_module_publication
from modules.domain.planning import make_class_plan
from modules.models import (
    Decision,
    Feedback,
    LecturerRequest,
    Module,
    PlannedClass,
    Standing,
    TaughtClass,
    Video,
    VideoText,
)
from modules.packages.formats import PACKAGE_FORMATS
from modules.permissions import LECTURERS
from modules.presenters.module_page import KINDS
from modules.presenters.outline_writer import build_outline
from modules.printouts import build_class_pack, build_module_handbook
from tests.conftest import person
from tests.free_text import LISTED, Reading, fill, in_blocks, listed, markup
from tests.modules import classroom
from tests.modules.boxes import packed
from tests.modules.test_building import WISHES, kept

pytestmark = pytest.mark.django_db
# Written by `fill` once the rows are there; the others through what makes them.
FILLED = [label for label in LISTED if label.startswith("modules.") and label not in {"modules.Module.parts"}]
FILLED = [label for label in FILLED if label not in {"modules.VideoText.captions", "modules.VideoText.chapters"}]
FILLED = [label for label in FILLED if label not in {"modules.PartChange.base", "modules.PartChange.ours"}]


class World:
    """The starter module with markup in every word, an adaptation of it, and what people said about both."""

    def __init__(self, member: User, editor: User) -> None:
        starter = Module.objects.get(slug="rights-and-gender", locale__language_code="en")
        block = Module._meta.get_field("parts").stream_block
        raw = in_blocks(list(starter.parts.raw_data), block, markup("modules.Module.parts"))
        self.module = classroom.module("rights-zebra", raw, institution="I", adapted_by="A", country="PK")
        videos = [part["value"]["video"] for part in raw if part["type"] == "film"]
        self.video = Video.objects.filter(pk__in=videos).select_related("recording")[0]
        self.adapted = classroom.adaptation(self.module, editor)
        self.exercise = next(part for part in raw if part["type"] == "exercise")
        self.decide(editor)
        facts: dict[str, Any] = {"institution": "I", "role": "R", "proof": "P", "answer": "A", "country": "PK"}
        self.waiting = LecturerRequest.objects.create(user=member, standing=Standing.WAITING, **facts)
        TaughtClass.objects.create(
            owner=member, module=self.module, taught_on="2026-01-01", country="PK", women=30, **{"institution": "I"}
        )
        Feedback.objects.create(owner=member, module=self.module, part=self.exercise["id"], words="W")
        browser = Client()
        browser.post(reverse("modules:build", args=[self.module.slug]), {**WISHES, "outcomes": []})
        self.plan = kept(browser, self.module)
        PlannedClass.objects.create(owner=member, module=self.module, title="T", minutes=90, plan=self.plan.to_data())
        mine = {
            "Module": {"slug": "rights-zebra"},
            "VideoText": {"video": self.video},
            "Recording": {"pk": self.video.recording_id},
        }
        for label in FILLED:
            fill(label, only=mine.get(label.split(".")[1]))
        text = markup("modules.VideoText.captions"), markup("modules.VideoText.chapters")
        captions = f"WEBVTT\n\n00:00.000 --> 00:04.000\n{text[0]}\n"
        VideoText.objects.filter(video=self.video).update(captions=captions, chapters=f"0 {text[1]}\n40 The end")
        self.module = Module.objects.get(pk=self.module.pk)
        process_module_publication(self.module)

    def decide(self, editor: User) -> None:
        """An adaptation that changed a part, published; its parent has said something else since."""
        from uuid import UUID

        from modules.actions import adapting

        row = Module.objects.get(pk=self.adapted.pk)
        found = adapting.find_adapted_part(adapting.get_latest_draft(row), UUID(self.exercise["id"]))
        assert found is not None
        block = Module._meta.get_field("parts").stream_block.child_blocks["exercise"]
        ours = in_blocks(found.now, block, markup("modules.PartChange.ours"))
        adapting.decide_part(
            by=editor,
            module=row,
            part=UUID(self.exercise["id"]),
            decision=Decision.EDIT,
            ours=ours,
            why=markup("modules.PartChange.why"),
            seen=adapting.compute_part_stamp(found),
        )
        Module.objects.get(pk=row.pk).get_latest_revision().publish()
        self.adapted = Module.objects.get(pk=row.pk)
        for change in self.adapted.changes.all():
            change.base = in_blocks(change.base, block, markup("modules.PartChange.base"))
            change.save()
        self.adapted.save_revision(user=editor)


@pytest.fixture
def world(starter: None, member: User, editor: User, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr("exports.tasks.queueing.send_task", lambda *_words, **_options: True)
    return World(member, editor)


def test_what_is_typed_about_modules_is_words_wherever_it_is_shown(
    world: World, as_, member: User, editor: User, admin: User
) -> None:
    reading = Reading()
    read_as_readers_do(reading, world)
    read_as_a_lecturer_does(reading, world, as_(member))
    read_as_staff_do(reading, world, as_(admin))
    read_files(reading, world)
    assert reading.wrong == []
    assert not any("ZQ7-" in letter.body.open() for letter in Letter.objects.all())
    assert reading.differences(listed("modules")) == []


def read_as_readers_do(reading: Reading, world: World) -> None:
    browser = Client()
    paths = [reverse("modules:catalogue"), reverse("modules:catalogue") + "?q=ZQ7", reverse("modules:compare")]
    paths.append(reverse("modules:compare") + f"?m={world.module.slug}&m={world.adapted.slug}")
    row = world.adapted  # with the other's parts in it
    own = {part["value"]["key"] for part in row.resolved_parts() if part["type"] in KINDS.values()}
    paths += [reverse(f"modules:{name}", args=[row.slug]) for name in ("module", "assessment", "readings", "build")]
    paths += [reverse("modules:part", args=[row.slug, key]) for key in sorted(own)]
    paths.append(reverse("modules:module", args=[world.module.slug]))
    paths.append(reverse("search") + "?q=ZQ7")
    for path in paths:
        answer = browser.get(path)
        assert answer.status_code == 200, path
        reading.response("page", answer, path)
    browser.post(reverse("modules:build", args=[world.module.slug]), {**WISHES, "outcomes": []})
    reading.response("page", browser.get(reverse("modules:plan", args=[world.module.slug])), "plan")
    for name in ("feed", "list"):
        reading.response("file", browser.get(reverse(f"modules:{name}")), name)
    for name in ("bibtex", "ris"):
        reading.response("file", browser.get(reverse(f"modules:{name}", args=[world.module.slug])), name)
    for name in ("captions", "chapters"):
        reading.response("file", browser.get(reverse(f"modules:{name}", args=[world.video.key, "en"])), name)


def read_as_a_lecturer_does(reading: Reading, world: World, browser: Client) -> None:
    """What is hers."""
    paths = [reverse(f"modules:{name}") for name in ("lecturer", "taught_list", "classes")]
    paths += [reverse(f"modules:{name}", args=[world.module.slug]) for name in ("taught", "feedback")]
    row, plan = TaughtClass.objects.get(), PlannedClass.objects.get()
    paths += [reverse(f"modules:{name}", args=[row.pk]) for name in ("taught_edit", "taught_delete")]
    paths.append(reverse("modules:delete_class", args=[plan.pk]))
    for path in paths:
        answer = browser.get(path)
        assert answer.status_code == 200, path
        reading.response("page", answer, path)
    refused = browser.post(
        reverse("modules:feedback", args=[world.module.slug]), {"words": markup("modules.Feedback.words") * 60}
    )
    assert refused.status_code == 422
    reading.response("page", refused, "feedback that is too long")
    verified = person("verified@example.org")
    verified.groups.add(Group.objects.get(name=LECTURERS))
    browser = Client()
    browser.force_login(verified)
    reading.response("page", browser.get(reverse("modules:marking", args=[world.module.slug])), "marking")


def read_as_staff_do(reading: Reading, world: World, browser: Client) -> None:
    part = world.exercise["id"]
    paths = [reverse(f"adaptations:{name}") for name in ("adaptations", "lecturers", "teaching", "feedback")]
    paths += [
        reverse("adaptations:lecturer", args=[world.waiting.pk]),
        reverse("adaptations:begin", args=[world.module.pk]),
    ]
    paths += [reverse("adaptations:parts", args=[world.adapted.pk])]
    paths += [reverse("adaptations:decide", args=[world.adapted.pk, part, how]) for how in ("edit", "replace", "drop")]
    paths += [reverse("adaptations:merge", args=[world.adapted.pk, part])]
    for model, row in (("module", world.module), ("module", world.adapted), ("video", world.video)):
        paths += [
            reverse(f"wagtailsnippets_modules_{model}:{name}", args=[row.pk]) for name in ("edit", "delete", "usage")
        ]
        paths.append(reverse(f"wagtailsnippets_modules_{model}:list"))
    paths += [reverse("wagtailmedia:index"), reverse("wagtailmedia:edit", args=[world.video.recording_id])]
    for path in paths:
        answer = browser.get(path, follow=True)
        assert answer.status_code == 200, path
        reading.response("staff", answer, path)
    reading.response("file", browser.get(reverse("adaptations:workbook")), "workbook")


def read_files(reading: Reading, world: World) -> None:
    outline = build_outline(world.adapted, for_lecturers=True)  # the other's parts are in it
    for code in PACKAGE_FORMATS:
        reading.file(packed(code, outline), code)
    reading.file(packed("site", build_outline(world.module)), "site of the parent")
    for row in (world.module, world.adapted):
        reading.html(
            "paper",
            build_module_handbook(build_outline(row, for_lecturers=True), str(row.pk)).html,
            f"handbook of {row.slug}",
        )
    outline = build_outline(world.module)
    pack = build_class_pack(outline, make_class_plan(outline, world.plan, markup("modules.PlannedClass.title", 120)))
    reading.html("paper", pack.html, "class pack")
    assert json.loads(pack.manifest)
