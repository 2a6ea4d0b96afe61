"""Nobody behind the scenes gets further than she was let, and every change of rights is written down."""

from datetime import timedelta
from importlib import import_module

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Collection, GroupApprovalTask, GroupCollectionPermission, GroupPagePermission, Page

from accounts.models import Letter, RightsChange, RightsChangeKind, SignIn, User, attribute_changes_to
from accounts.permissions import find_grantable_roles, may_manage_account
from accounts.selectors.roles import Right, covers_rights, find_role_rights
from accounts.tasks import sweep
from tests.accounts.door import SECRET, is_inside
from tests.conftest import person
from tests.markup import flat

pytestmark = pytest.mark.django_db
QUESTIONS = 12  # hers, those of all roles, and the roles themselves
NEW = {"first_name": "New", "last_name": "Person", "password1": "four words nobody joins"}
NEW |= {"password2": NEW["password1"]}


@pytest.fixture
def keeper() -> User:
    """Looks after people and settings; no superuser."""
    return person("keeper@example.org", "Administrators")


def role(name: str) -> Group:
    return Group.objects.get(name=name)


def edit(browser: Client, user: User, **changed: object) -> object:
    form = {"email": user.email, "first_name": "A", "last_name": "B", "is_active": "on"}
    form |= {"groups": [group.pk for group in user.groups.all()], **changed}
    return browser.post(reverse("wagtailusers_users:edit", args=[user.pk]), form)


def rights_held(user: User) -> tuple[bool, set[str], str]:
    user = User.objects.get(pk=user.pk)
    return user.is_superuser, set(user.groups.values_list("name", flat=True)), user.password


def log(since: int = 0) -> list[tuple[str, str, str, str]]:
    return list(RightsChange.objects.order_by("pk").values_list("by", "about", "deed", "what"))[since:]


# --- Who may do what to whom ---


def test_a_keeper_makes_editors_and_no_superuser(keeper: User, as_) -> None:
    browser = as_(keeper)
    form = {**NEW, "email": "new@example.org", "groups": [role("Editors").pk], "is_superuser": "on"}
    browser.post(reverse("wagtailusers_users:add"), form)
    new = User.objects.get(email="new@example.org")
    assert rights_held(new)[:2] == (False, {"Editors"})
    edit(browser, new, is_superuser="on")
    assert not rights_held(new)[0]


def test_a_keeper_does_not_make_herself_more(keeper: User, as_) -> None:
    more = Group.objects.create(name="More")
    more.permissions.add(Permission.objects.get(codename="delete_group"))
    browser, before = as_(keeper), rights_held(keeper)
    edit(browser, keeper, is_superuser="on", groups=[more.pk, role("Administrators").pk])
    edit(browser, keeper, is_superuser="on", password1=NEW["password1"], password2=NEW["password1"])
    edit(browser, keeper, email="other@example.org")
    assert rights_held(keeper) == before
    assert User.objects.get(pk=keeper.pk).email == "keeper@example.org"


@pytest.mark.parametrize("name", ["edit", "delete", "history", "usage"])
def test_a_keeper_does_not_touch_a_superuser(keeper: User, admin: User, as_, name: str) -> None:
    browser, before = as_(keeper), rights_held(admin)
    address = reverse(f"wagtailusers_users:{name}", args=[admin.pk])
    for response in (browser.get(address), browser.post(address, {**NEW, "email": "x@example.org"})):
        assert response.headers["Location"] == reverse("wagtailadmin_home")  # how Wagtail says 403
    assert rights_held(admin) == before


def test_a_keeper_does_not_touch_who_can_do_more(keeper: User, as_) -> None:
    """Whoever sets her password could then do what she can."""
    other = person("other@example.org", "Editors")
    other.user_permissions.add(Permission.objects.get(codename="delete_group"))
    before = rights_held(other)
    edit(as_(keeper), other, password1=NEW["password1"], password2=NEW["password1"])
    assert rights_held(other) == before


@pytest.mark.parametrize("action", ["assign_role", "delete", "set_active_state"])
def test_nor_by_an_action_on_many(keeper: User, admin: User, editor: User, as_, action: str) -> None:
    more = Group.objects.create(name="More")
    more.permissions.add(Permission.objects.get(codename="delete_group"))
    address = reverse("wagtail_bulk_action", args=["accounts", "user", action])
    browser = as_(keeper)
    browser.post(f"{address}?id={admin.pk}&id={editor.pk}", {"role": more.pk, "mark_as_active": "False"})
    browser.post(f"{address}?id={admin.pk}", {"role": role("Editors").pk, "mark_as_active": "False"})
    assert User.objects.get(pk=admin.pk).is_active
    assert rights_held(admin)[1] == set()
    assert not more.user_set.exists()


def test_roles_are_for_superusers(keeper: User, admin: User, as_) -> None:
    """The role Administrators holds Wagtail's right to change roles; it does not open these screens."""
    assert keeper.has_perm("auth.change_group")
    mine, form = role("Administrators"), {"name": "Administrators"}
    for name, arguments in (("add", []), ("edit", [mine.pk]), ("delete", [mine.pk])):
        address = reverse(f"wagtailusers_groups:{name}", args=arguments)
        for response in (as_(keeper).get(address), as_(keeper).post(address, form)):
            assert response.headers["Location"] == reverse("wagtailadmin_home"), name
        assert as_(admin).get(address).status_code == 200, name
    assert mine.permissions.filter(codename="change_user").exists()


def test_a_superuser_may_do_all_this(admin: User, editor: User, as_) -> None:
    browser = as_(admin)
    edit(browser, editor, is_superuser="on", groups=[role("Publishers").pk])
    assert rights_held(editor)[:2] == (True, {"Publishers"})


@pytest.fixture
def registrar() -> User:
    """Looks after people, and after nothing else."""
    registrars = Group.objects.create(name="Registrars")
    registrars.permissions.add(*Permission.objects.filter(codename__in=["access_admin", "change_user"]))
    return person("registrar@example.org", "Registrars")


def offered(user: User) -> set[str]:
    return set(find_grantable_roles(user).values_list("name", flat=True))


def test_roles_that_reach_further_are_not_offered(keeper: User, registrar: User) -> None:
    wide, narrow = Group.objects.create(name="Wide"), Group.objects.create(name="Narrow")
    right = Permission.objects.get(content_type__app_label="wagtailcore", codename="publish_page")
    root = Page.get_first_root_node()
    assert root
    GroupPagePermission.objects.create(group=narrow, page=root.get_children().first(), permission=right)
    GroupCollectionPermission.objects.create(
        group=wide,
        collection=Collection.get_first_root_node(),
        permission=Permission.objects.get(content_type__app_label="wagtaildocs", codename="add_document"),
    )
    assert {"Editors", "Publishers", "Administrators", "Narrow", "Wide"} <= offered(keeper)
    assert offered(registrar) == {"Registrars", "Translators"}  # who opens no more than the admin


def upgrade() -> None:
    """What the two migrations do in a portal whose roles are there already."""
    for name in ("toolkit.migrations.0006_administrators_files", "modules.migrations.0002_administrators_films"):
        import_module(name).grant(apps, None)


def test_administrators_of_an_older_portal_get_what_those_of_a_new_one_have() -> None:
    administrators = role("Administrators")
    new = find_role_rights([administrators.pk])
    files = ["wagtailimages", "wagtaildocs", "wagtailmedia", "wagtail_localize"]
    administrators.permissions.remove(*Permission.objects.filter(content_type__app_label__in=files))
    GroupCollectionPermission.objects.filter(group=administrators).delete()
    assert find_role_rights([administrators.pk]) != new
    for _time in range(2):
        upgrade()
        assert find_role_rights([administrators.pk]) == new


def test_an_upgrade_does_not_bring_back_a_role_that_was_taken_away() -> None:
    role("Administrators").delete()
    upgrade()
    assert not Group.objects.filter(name="Administrators").exists()


def test_a_role_of_files_alone_is_not_given_to_oneself(registrar: User, as_) -> None:
    """It once compared as a role that may do nothing: the rights over files were left out, and they are what counts."""
    files = Group.objects.create(name="Files")
    right = Permission.objects.get(content_type__app_label="wagtaildocs", codename="add_document")
    GroupCollectionPermission.objects.create(group=files, collection=Collection.get_first_root_node(), permission=right)
    edit(as_(registrar), registrar, groups=[files.pk, role("Registrars").pk])
    assert rights_held(registrar)[1] == {"Registrars"}
    registrar.groups.add(files)
    assert "Files" in offered(registrar)


def test_a_role_that_approves_is_given_by_who_approves_or_may_change_the_steps(keeper: User, registrar: User) -> None:
    approvers = Group.objects.create(name="Approvers")
    step = GroupApprovalTask.objects.create(name="A lawyer reads")
    step.groups.add(approvers)
    assert "Approvers" in offered(keeper)
    assert "Approvers" not in offered(registrar)
    step.groups.add(role("Registrars"))
    assert "Approvers" in offered(registrar)


def test_a_right_over_a_branch_covers_what_lies_below_and_nothing_beside() -> None:
    mine = {Right("page", "00010002", 7), Right("", "", 3)}
    assert covers_rights(mine, {Right("page", "000100020001", 7), Right("", "", 3)})
    for theirs in (Right("page", "0001", 7), Right("page", "00010003", 7), Right("page", "00010002", 8)):
        assert not covers_rights(mine, {theirs})
    assert not covers_rights(mine, {Right("collection", "00010002", 7)})
    assert covers_rights(mine, set())


def test_asking_costs_the_same_for_one_and_for_three_roles(keeper: User, django_assert_num_queries) -> None:
    with django_assert_num_queries(QUESTIONS):
        list(find_grantable_roles(keeper))
    for name in "abc":
        Group.objects.create(name=name)
    with django_assert_num_queries(QUESTIONS):
        list(find_grantable_roles(keeper))


def test_an_ordinary_account_is_everybodys_to_manage(keeper: User, member: User, editor: User) -> None:
    assert may_manage_account(keeper, member)
    assert may_manage_account(keeper, editor)
    assert not may_manage_account(editor, keeper)


# --- What is written down ---


def test_every_change_says_who_and_whose_by_names_that_say_nothing(keeper: User, member: User, as_) -> None:
    browser, before = as_(keeper), len(log())
    edit(browser, member, groups=[role("Editors").pk])
    edit(browser, member, groups=[], is_active="")
    me, her = keeper.username, member.username
    assert log(before) == [
        (me, her, "role given", "Editors"),
        (me, her, "closed", ""),
        (me, her, "role taken", "Editors"),
    ]
    assert "@" not in repr(log())


def test_so_do_actions_on_many_and_the_servers_own(admin: User, member: User, as_) -> None:
    browser, before = as_(admin), len(log())
    address = reverse("wagtail_bulk_action", args=["accounts", "user", "assign_role"])
    browser.post(f"{address}?id={member.pk}", {"role": role("Editors").pk})
    member.groups.clear()
    User.objects.get(pk=member.pk).user_permissions.add(Permission.objects.get(codename="add_user"))
    address = reverse("wagtail_bulk_action", args=["accounts", "user", "delete"])
    browser.post(f"{address}?id={member.pk}")
    assert [(by, deed, what) for by, _about, deed, what in log(before)] == [
        (admin.username, "role given", "Editors"),
        ("", "role taken", "Editors"),
        ("", "right given", "add_user"),
        (admin.username, "deleted", ""),
    ]


def test_what_a_role_may_do_is_written_down_too(admin: User) -> None:
    editors, right = role("Editors"), Permission.objects.get(codename="add_user")
    before = len(log())
    editors.permissions.add(right)  # the server's own setting up
    assert log(before) == []
    with attribute_changes_to(admin):
        editors.permissions.remove(right)
        GroupPagePermission.objects.filter(group=editors).first().delete()  # type: ignore[union-attr]
    assert log(before)[0] == (admin.username, "", "role lost", "Editors: add_user")
    assert len(log(before)) == 2


def test_a_first_administrator_and_a_later_one_are_written_down(db: None) -> None:
    first = User.objects.create_superuser("first@example.org", "a long enough password")
    first.is_superuser = False
    first.save()
    assert [line[2] for line in log()] == ["administrator", "no administrator"]


def test_guarded_people_and_lecturers_leave_no_line(newcomer: User, member: User) -> None:
    newcomer.is_active = False
    newcomer.save()
    newcomer.groups.add(role("Editors"))
    member.groups.add(role("Lecturers"))
    member.set_password("another long password")
    member.save()
    assert log() == []


def test_somebody_elses_password_or_address_is_written_down_and_she_is_told(keeper: User, member: User, as_) -> None:
    before = len(log())
    fresh = {"password1": NEW["password1"], "password2": NEW["password1"]}
    edit(as_(keeper), member, email="elsewhere@example.org", **fresh)
    assert {line[2] for line in log(before)} == {"address", "password"}
    assert [letter.address.open() for letter in Letter.objects.all()] == ["member@example.org"]


def test_new_rights_end_sessions_that_began_without_them(member: User, editor: User, as_) -> None:
    browser = as_(member)
    member.groups.add(role("Editors"))
    assert not is_inside(browser)
    browser = as_(editor)
    editor.groups.clear()
    assert not is_inside(browser)
    browser = as_(member)
    User.objects.get(pk=member.pk).save()  # nothing changed
    assert is_inside(browser)


@pytest.mark.postgresql
def test_the_log_cannot_be_rewritten(admin: User) -> None:
    line = RightsChange.objects.record_change(RightsChangeKind.MADE, about=admin)
    for step in (lambda: RightsChange.objects.update(by="x"), line.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            step()


@pytest.mark.postgresql
def test_after_a_year_it_is_thrown_away(admin: User) -> None:
    """And a server whose clock is some hours ahead of the database's neither asks for too much nor leaves the rest."""
    old = RightsChange.objects.create(at=timezone.now() - timedelta(days=367), deed=RightsChangeKind.MADE)
    new = RightsChange.objects.create(at=timezone.now() - timedelta(days=364, hours=12), deed=RightsChangeKind.MADE)
    ended = Session.objects.create(session_key="ended", expire_date=timezone.now() - timedelta(hours=1))
    with time_machine.travel(timezone.now() + timedelta(hours=20), tick=False):
        sweep()
    left = set(RightsChange.objects.values_list("pk", flat=True))
    assert new.pk in left
    assert old.pk not in left
    assert not Session.objects.filter(pk=ended.pk).exists()


# --- The report, and a lost second step ---


def test_a_superuser_reads_the_log_and_nobody_else(admin: User, keeper: User, member: User, as_) -> None:
    browser = as_(admin)
    edit(browser, member, groups=[role("Editors").pk])
    gone = User.objects.create_superuser("gone@example.org", "a long enough password")
    gone.delete()
    page = flat(browser.get(reverse("rights")).content.decode())
    assert "member@example.org" in page
    assert "was given the role Editors" in page
    assert "gone@example.org" not in page
    assert gone.username in page
    assert reverse("rights") in page
    assert as_(keeper).get(reverse("rights")).status_code == 302
    assert reverse("rights") not in as_(keeper).get(reverse("wagtailadmin_home")).content.decode()


def test_the_log_costs_the_same_for_one_and_for_three_lines(admin: User, as_) -> None:
    from django.test.utils import CaptureQueriesContext

    browser, counts = as_(admin), []
    browser.get(reverse("rights"))
    for name in "abc":
        RightsChange.objects.record_change(RightsChangeKind.ROLE_GIVEN, about=person(f"{name}@example.org"), what=name)
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse("rights"))
        counts.append(len(queries))
    assert counts[0] == counts[2]


def prove(browser: Client, user: User) -> None:
    import time

    session = browser.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def test_a_lost_second_step_is_taken_away_by_a_superuser_who_proved_herself(admin: User, editor: User, as_) -> None:
    totp.TOTP.activate(editor, SECRET)
    hers, browser = as_(editor), as_(admin)
    address = reverse("take_second_step", args=[editor.pk])
    assert browser.post(address).headers["Location"].startswith(reverse("account_reauthenticate"))
    prove(browser, admin)
    assert "know the voice or the face" in flat(browser.get(address).content.decode())
    browser.post(address)
    assert not Authenticator.objects.filter(user=editor).exists()
    assert not is_inside(hers)
    assert not SignIn.objects.of(editor).exists()
    assert log()[-1][:3] == (admin.username, editor.username, "second step")
    assert [letter.address.open() for letter in Letter.objects.all()] == [editor.email]
    assert "has no second step" in browser.post(address, follow=True).content.decode()


def test_nobody_else_takes_one_away(keeper: User, admin: User, amina: User, editor: User, as_) -> None:
    for user in (editor, admin):
        totp.TOTP.activate(user, SECRET)
    browser = as_(keeper)
    prove(browser, keeper)
    browser.post(reverse("take_second_step", args=[editor.pk]))
    browser = as_(admin)
    prove(browser, admin)
    for user in (amina, admin):
        assert browser.post(reverse("take_second_step", args=[user.pk]), follow=True).status_code == 404
    assert Authenticator.objects.filter(type="totp").count() == 3
