"""What editors, publishers and administrators can and cannot do, and what the editor's screens offer."""

import io

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from PIL import Image
from wagtail.models import GroupPagePermission, Page, Task, Workflow
from wagtail_localize.models import Translation, TranslationSource

from tests import conftest, factories
from toolkit.models import ChecklistPage, Picture
from toolkit.permissions import set_up_roles

pytestmark = pytest.mark.django_db


def can(user, page: Page) -> dict[str, bool]:
    allowed = page.permissions_for_user(user)
    return {"edit": allowed.can_edit(), "publish": allowed.can_publish(), "delete": allowed.can_delete()}


def test_who_may_do_what_with_a_published_page(editor, publisher, admin, member) -> None:
    page = factories.checklist()
    assert can(member, page) == {"edit": False, "publish": False, "delete": False}
    assert can(editor, page) == {"edit": True, "publish": False, "delete": False}
    assert can(publisher, page) == {"edit": True, "publish": True, "delete": True}
    assert can(admin, page) == {"edit": True, "publish": True, "delete": True}


def test_only_administrators_touch_accounts_and_settings(editor, publisher, admin) -> None:
    for person, yes in ((editor, False), (publisher, False), (admin, True)):
        assert person.has_perm("accounts.change_user") is yes
        assert person.has_perm("toolkit.change_portal") is yes


def test_what_an_administrator_took_from_a_role_does_not_come_back(editor) -> None:
    editors = editor.groups.get()
    editors.permissions.remove(*editors.permissions.filter(codename="change_term"))
    set_up_roles()
    assert not editors.permissions.filter(codename="change_term").exists()


def test_an_editor_submits_and_a_publisher_approves(as_, editor, publisher) -> None:
    page = factories.checklist(title="Before")
    workflow = page.get_workflow()
    assert isinstance(workflow, Workflow)
    assert workflow.tasks.count() == 1
    page.title = "After"
    page.save_revision(user=editor)
    state = workflow.start(page, editor)
    assert ChecklistPage.objects.get(pk=page.pk).title == "Before"
    task: Task = state.current_task_state.task.specific
    assert task.user_can_access_editor(page, publisher)
    assert [name for name, *_ in task.get_actions(page, editor)] == []
    assert "approve" in [name for name, *_ in task.get_actions(page, publisher)]
    state.current_task_state.approve(user=publisher)
    assert ChecklistPage.objects.get(pk=page.pk).title == "After"


def test_the_editor_shows_questions_collapsed_under_their_own_words(as_, editor) -> None:
    page = factories.checklist([factories.section("First contact", [factories.item("Is there a private room?")])])
    html = as_(editor).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "Is there a private room?" in html
    assert "{question}" in html  # the label that stands on a collapsed question
    assert "&quot;collapsed&quot;: true" in html


def test_nothing_in_the_admin_calls_another_host(as_, admin) -> None:
    html = as_(admin).get(reverse("wagtailadmin_home")).content.decode()
    assert "gravatar" not in html
    assert "releases.wagtail" not in html


def test_the_admin_has_its_own_policy_and_is_never_cached(as_, editor, visitor) -> None:
    response = as_(editor).get(reverse("wagtailadmin_home"))
    assert "no-store" in response.headers["Cache-Control"]
    assert "'unsafe-inline'" in response.headers["Content-Security-Policy"]
    public = visitor.get(reverse("search"))
    assert "unsafe" not in public.headers["Content-Security-Policy"]
    assert "default-src 'none'" in public.headers["Content-Security-Policy"]


def test_forms_pass_in_a_real_browser(visitor) -> None:
    """With "no-referrer" Chromium sends "Origin: null" and nobody can sign in."""
    assert visitor.get(reverse("wagtailadmin_login")).headers["Referrer-Policy"] == "same-origin"


def picture_with_place() -> io.BytesIO:
    """A JPEG that says where and by whom it was taken."""
    exif = Image.Exif()
    exif[0x013B] = "ZQ7-artist"
    exif[0x9286] = "ZQ7-comment"
    exif.get_ifd(0x8825)[2] = (34.5, 0.0, 0.0)
    buffer = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(buffer, "JPEG", exif=exif, comment=b"ZQ7-jpeg-comment")
    buffer.seek(0)
    buffer.name = "place.jpg"
    return buffer


def test_a_picture_leaves_its_place_and_maker_at_the_door(as_, publisher) -> None:
    assert b"ZQ7-artist" in picture_with_place().getvalue()
    data = {"title": "Room", "description": "An empty room", "credit": "Us, CC BY", "collection": 1}
    response = as_(publisher).post(reverse("wagtailimages:add"), {**data, "file": picture_with_place()})
    assert response.status_code == 302, response.content.decode()[:2000]
    picture = Picture.objects.get(title="Room")
    files = [
        picture.file,
        *(picture.get_rendition(spec).file for spec in ("original", "width-30", "max-20x20")),
    ]
    for file in files:
        file.open()
        content = file.read()
        assert b"ZQ7" not in content
        assert not dict(Image.open(io.BytesIO(content)).getexif())


def test_a_picture_needs_words_and_a_credit(as_, publisher) -> None:
    data = {"title": "Room", "description": "", "credit": "", "collection": 1, "file": picture_with_place()}
    response = as_(publisher).post(reverse("wagtailimages:add"), data)
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"description", "credit"}


def test_the_report_lists_provisions_to_verify(as_, editor) -> None:
    factories.provision(title="Zebra rule", status="to_verify")
    factories.provision(title="Checked rule", status="words")
    html = (
        as_(editor)
        .get(reverse("wagtailsnippets_toolkit_provision:list"), {"status": "to_verify", "q": "rule"})
        .content.decode()
    )
    assert "Zebra rule" in html
    assert "Checked rule" not in html


def test_a_members_account_does_not_open_the_admin_or_a_draft(as_, member, visitor) -> None:
    page = factories.checklist()
    for browser in (as_(member), visitor):
        assert browser.get(reverse("draft_pdf", args=[page.pk])).status_code == 302


def test_an_editor_gets_a_pdf_of_her_draft_that_nobody_else_can_open(as_, editor, publisher, visitor) -> None:
    page = factories.checklist(title="Published words")
    page.title = "Draft words"
    page.save_revision()
    response = as_(editor).post(reverse("draft_pdf", args=[page.pk]))
    assert response.status_code == 302
    assert as_(editor).get(response.url).status_code == 200
    assert "Draft words" in as_(editor).get(response.url).content.decode()
    assert as_(publisher).get(response.url).status_code == 404
    assert visitor.get(response.url).status_code == 404


def test_whoever_publishes_one_branch_does_not_publish_translations_of_another(
    as_, admin, publisher, django_capture_on_commit_callbacks
) -> None:
    page = factories.article(title="Plum")
    source, _new = TranslationSource.update_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=factories.home("ar").locale)
    translation.save_target(user=admin, publish=False)
    english = Group.objects.create(name="English only")
    for name in ("add_page", "change_page", "publish_page"):
        right = Permission.objects.get(content_type__app_label="wagtailcore", codename=name)
        GroupPagePermission.objects.create(group=english, page=factories.home("en"), permission=right)
    english.permissions.add(Permission.objects.get(codename="access_admin"))
    english.permissions.add(Permission.objects.get(codename="submit_translation"))
    editor = conftest.person("one-branch@example.org", "English only")
    update = reverse("wagtail_localize:update_translations", args=[source.pk])
    for who, live in ((editor, False), (publisher, True)):
        with django_capture_on_commit_callbacks(execute=True):
            assert as_(who).post(update, {"publish_translations": "on"}).status_code == 302
        assert translation.get_target_instance().live == live
