"""Who gets what from which address. An address that nobody classified fails."""

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User, sealed_address
from modules.models import Module
from tests import conftest
from toolkit.models import BlankFormPage, ChecklistPage, Provision, Term

pytestmark = pytest.mark.django_db

OPEN = 200
PERSONS = ["visitor", "member", "editor", "publisher", "admin"]
FOR_ALL = dict.fromkeys(PERSONS, OPEN)
LED_ON = dict.fromkeys(PERSONS, 302)
NO_SUCH_PAGE = dict.fromkeys(PERSONS, 404)
POST_ONLY = dict.fromkeys(PERSONS, 405)
SIGNED_IN = {**FOR_ALL, "visitor": 302}
NOT_YET = {**NO_SUCH_PAGE, "visitor": 302}  # of a second step that nobody here has set up
NOT_HERS = {"visitor": 302, "member": 404, "admin": 404}  # administrators see no more than anybody
FOR_LECTURERS = {**NO_SUCH_PAGE, "lecturer": OPEN, "admin": OPEN}  # who may do everything may do this too
IN_THE_EDITOR = {"visitor": 302, "member": 302, "lecturer": 302, "editor": OPEN, "publisher": OPEN, "admin": OPEN}
BY_PUBLISHERS = {**IN_THE_EDITOR, "editor": 302}
CHECKLIST = "the key of a checklist"
MODULE = "the key of a module"
FORM = "the number of a model form"
SOMEBODY_ELSES = "6ae5ab9c-1ba5-4c05-a9cb-ab43fbd36b71"
# url name -> (arguments, what each person gets). Persons: visitor, member, editor, publisher, admin.
ADDRESSES: dict[str, tuple[list[str], dict[str, int]]] = {
    "healthz": ([], {"visitor": OPEN, "admin": OPEN}),
    "state": ([], {"visitor": OPEN, "admin": OPEN}),
    "robots": ([], {"visitor": OPEN}),
    "worker": ([], FOR_ALL),
    "sitemap": ([], {"visitor": OPEN}),
    "sitemap_part": (["law"], FOR_ALL),
    "metrics": (
        [],
        LED_ON,
    ),  # to the 404 of an unknown address, unless a token is sent: tests/config/test_health_report.py
    "security": ([], NO_SUCH_PAGE),  # until somebody is named
    "portal_state": ([], {**LED_ON, "admin": OPEN}),
    "front_door": ([], {"visitor": 302}),
    "favicon": ([], {"visitor": 302}),
    "search": ([], {"visitor": OPEN, "member": OPEN, "editor": OPEN}),
    "gallery": ([], {"visitor": 404, "member": 404, "editor": OPEN, "admin": OPEN}),
    "toolkit:law": ([], {"visitor": OPEN}),
    "toolkit:instrument": (["tip"], {"visitor": OPEN}),
    "toolkit:provision": (["tip", "tip-6-3"], {"visitor": OPEN, "member": OPEN}),
    "toolkit:standings": ([], {"visitor": OPEN}),
    "toolkit:carrying": ([], {"visitor": OPEN}),
    "toolkit:carrying_workbook": ([], {"visitor": OPEN}),
    "toolkit:standings_workbook": ([], {"visitor": OPEN}),
    "toolkit:provision_workbook": (["tip-6-3"], {"visitor": OPEN}),
    "toolkit:instrument_workbook": (["som"], {"visitor": OPEN}),
    "toolkit:form_document": ([FORM], FOR_ALL),
    "toolkit:beside_home": (["en", "en"], NO_SUCH_PAGE),
    "toolkit:beside": (["prs", "en", "network/purpose"], FOR_ALL),
    "module_beside": (["prs", "en", "rights-and-gender"], FOR_ALL),
    "toolkit:progress": ([], FOR_ALL),
    "toolkit:contact": ([], FOR_ALL),
    "toolkit:news": ([], FOR_ALL),
    "toolkit:feedback": ([], FOR_ALL),
    "toolkit:feedback_on": (["law/tip/tip-6-3"], FOR_ALL),
    "toolkit:feedback_sent": ([], FOR_ALL),
    "toolkit:box": ([], FOR_ALL),
    "toolkit:data": ([], FOR_ALL),
    "toolkit:data_checklists": ([], FOR_ALL),
    "toolkit:data_checklist": ([CHECKLIST], FOR_ALL),
    "toolkit:data_law": ([], FOR_ALL),
    "toolkit:data_glossary": ([], FOR_ALL),
    "data_modules": ([], FOR_ALL),
    "data_module": ([MODULE], FOR_ALL),
    "toolkit:offline": ([], FOR_ALL),
    "toolkit_box": ([], BY_PUBLISHERS),
    "reader_messages": ([], IN_THE_EDITOR),
    "toolkit:saved": ([], FOR_ALL),
    "toolkit:saved_list": ([], FOR_ALL),
    "toolkit:ask_companion": ([], POST_ONLY),
    "toolkit:numbers": ([], FOR_ALL),
    "toolkit:choose_app": ([], FOR_ALL),
    "toolkit:app": (["notes"], FOR_ALL),
    "toolkit:app_manifest": (["notes"], FOR_ALL),
    "toolkit:glossary": ([], {"visitor": OPEN}),
    "toolkit:term": (["gender"], {"visitor": OPEN}),
    "wagtailadmin_home": (
        [],
        {"visitor": 302, "member": 302, "editor": OPEN, "publisher": OPEN, "admin": OPEN},
    ),
    "wagtailusers_users:index": (
        [],
        {"visitor": 302, "member": 302, "editor": 302, "publisher": 302, "admin": OPEN},
    ),
    "wagtailusers_users:add": ([], {"visitor": 302, "editor": 302, "publisher": 302, "admin": OPEN}),
    "wagtailsnippets_toolkit_provision:list": (
        [],
        {"visitor": 302, "member": 302, "editor": OPEN, "publisher": OPEN},
    ),
    "wagtailsnippets_toolkit_term:list": ([], {"visitor": 302, "member": 302, "editor": OPEN}),
    # The account: what one may do to one's own. Guarded people are in tests/accounts.
    "accounts:safer": ([], FOR_ALL),
    "accounts:stay": ([], FOR_ALL),
    "accounts:home": ([], SIGNED_IN),
    "accounts:sign_ins": ([], SIGNED_IN),
    "accounts:end_others": ([], POST_ONLY),
    "accounts:end_one": ([SOMEBODY_ELSES], POST_ONLY),
    "accounts:code_picture": ([], NOT_YET),
    "account_login": ([], {**LED_ON, "visitor": OPEN}),
    "account_logout": ([], SIGNED_IN),
    "account_inactive": ([], FOR_ALL),
    "account_signup": ([], NO_SUCH_PAGE),
    "account_email_verification_sent": ([], LED_ON),
    "account_reauthenticate": ([], SIGNED_IN),
    "account_change_password": ([], SIGNED_IN),
    "account_set_password": ([], LED_ON),
    "account_reset_password": ([], FOR_ALL),
    "account_confirm_password_reset_code": ([], LED_ON),
    "account_complete_password_reset": ([], LED_ON),
    "account_password_reset_completed": ([], FOR_ALL),
    "mfa_index": ([], SIGNED_IN),
    "mfa_list_webauthn": ([], SIGNED_IN),
    "mfa_authenticate": ([], LED_ON),
    "mfa_login_webauthn": ([], LED_ON),
    "mfa_reauthenticate": ([], LED_ON),
    "mfa_reauthenticate_webauthn": ([], LED_ON),
    # Visitors to the sign-in page, others to a fresh proof.
    "mfa_activate_totp": ([], LED_ON),
    "mfa_add_webauthn": ([], LED_ON),
    "mfa_remove_webauthn": (["1"], LED_ON),
    "mfa_generate_recovery_codes": ([], LED_ON),
    "mfa_deactivate_totp": ([], NOT_YET),
    "mfa_view_recovery_codes": ([], NOT_YET),
    # Checklists are filled without an account.
    "assessments:fill": ([CHECKLIST], FOR_ALL),
    "assessments:result": ([CHECKLIST], FOR_ALL),
    "assessments:bring": ([CHECKLIST], FOR_ALL),
    "assessments:quick": ([CHECKLIST], FOR_ALL),
    "assessments:collect": ([CHECKLIST], FOR_ALL),
    "assessments:xlsform": ([CHECKLIST], FOR_ALL),
    "assessments:clear": ([CHECKLIST], POST_ONLY),
    "assessments:accept": ([CHECKLIST], POST_ONLY),
    "assessments:take": ([CHECKLIST, "json"], POST_ONLY),
    # Teams: nobody here takes part in one. Who may do what in a team is in tests/assessments/test_team_access.py.
    "assessments:mine": ([], FOR_ALL),
    "assessments:new": ([], FOR_ALL),
    "assessments:join": (["a-token"], NO_SUCH_PAGE),
    "assessments:assessment": ([SOMEBODY_ELSES], NOT_HERS),
    "assessments:round": ([SOMEBODY_ELSES, "1"], NOT_HERS),
    "assessments:describe": ([SOMEBODY_ELSES], NOT_HERS),
    "assessments:team": ([SOMEBODY_ELSES], NOT_HERS),
    "assessments:me": ([SOMEBODY_ELSES], POST_ONLY),
    "assessments:leave": ([SOMEBODY_ELSES], NOT_HERS),
    "assessments:take_over": ([SOMEBODY_ELSES], POST_ONLY),
    "assessments:role": ([SOMEBODY_ELSES, SOMEBODY_ELSES], POST_ONLY),
    "assessments:remove": ([SOMEBODY_ELSES, SOMEBODY_ELSES], NOT_HERS),
    "assessments:withdraw": ([SOMEBODY_ELSES, SOMEBODY_ELSES], POST_ONLY),
    "assessments:send": ([SOMEBODY_ELSES], POST_ONLY),
    "assessments:send_back": ([SOMEBODY_ELSES], POST_ONLY),
    "assessments:sign": ([SOMEBODY_ELSES], NOT_HERS),
    "assessments:reopen": ([SOMEBODY_ELSES], NOT_HERS),
    "assessments:next_round": ([SOMEBODY_ELSES], NOT_HERS),
    "assessments:history": ([SOMEBODY_ELSES], NOT_HERS),
    "assessments:take_history": ([SOMEBODY_ELSES, "json"], NOT_HERS),
    "assessments:sheet": ([SOMEBODY_ELSES], NOT_HERS),
    "assessments:item": ([SOMEBODY_ELSES, SOMEBODY_ELSES], NOT_HERS),
    "assessments:save": ([SOMEBODY_ELSES, SOMEBODY_ELSES], POST_ONLY),
    "assessments:comment": ([SOMEBODY_ELSES, SOMEBODY_ELSES], POST_ONLY),
    "assessments:resolve": ([SOMEBODY_ELSES], POST_ONLY),
    # What grows around a team's answers: who takes no part finds nothing. Teams are in tests/assessments.
    "assessments:evidence": ([SOMEBODY_ELSES, SOMEBODY_ELSES], NOT_HERS),
    "assessments:evidence_file": ([SOMEBODY_ELSES], NOT_HERS),
    "assessments:evidence_remove": ([SOMEBODY_ELSES], NOT_HERS),
    "assessments:plan": ([SOMEBODY_ELSES], NOT_HERS),
    "assessments:plan_fill": ([SOMEBODY_ELSES], POST_ONLY),
    "assessments:plan_add": ([SOMEBODY_ELSES, SOMEBODY_ELSES], POST_ONLY),
    "assessments:plan_take": ([SOMEBODY_ELSES, "xlsx"], NOT_HERS),
    "assessments:reminders": ([SOMEBODY_ELSES], POST_ONLY),
    "assessments:action": ([SOMEBODY_ELSES], NOT_HERS),
    "assessments:compare": ([SOMEBODY_ELSES], NOT_HERS),
    "assessments:picture": ([SOMEBODY_ELSES], NOT_HERS),
    "assessments:side_by_side": ([], SIGNED_IN),
    "assessments:upgrade": ([SOMEBODY_ELSES], NOT_HERS),
    "assessments:sheet_files": ([SOMEBODY_ELSES], NOT_HERS),
    "assessments:sheet_take": ([SOMEBODY_ELSES, "json"], POST_ONLY),
    "assessments:sheet_bring": ([SOMEBODY_ELSES], NOT_HERS),
    "assessments:sheet_quick": ([SOMEBODY_ELSES], NOT_HERS),
    "assessments:sheet_accept": ([SOMEBODY_ELSES], POST_ONLY),
    "assessments:copy": ([SOMEBODY_ELSES], NOT_HERS),
    "assessments:copy_make": ([SOMEBODY_ELSES], POST_ONLY),
    "assessments:erase": ([SOMEBODY_ELSES], NOT_HERS),
    # A module to take along. With marking notes: tests/modules/test_shelves.py.
    "modules:take": (["rights-and-gender", "epub"], LED_ON),
    "modules:take_with_marking": (["rights-and-gender", "epub"], POST_ONLY),
    # Lecturers: what is one's own, and marking notes. Guarded accounts: tests/modules/test_lecturers.py.
    "modules:lecturer": ([], {**FOR_ALL, "lecturer": OPEN}),
    "modules:lecturer_withdraw": ([], POST_ONLY),
    "modules:marking": (["rights-and-gender"], FOR_LECTURERS),
    "modules:taught": (["rights-and-gender"], SIGNED_IN),
    "modules:taught_list": ([], SIGNED_IN),
    "modules:taught_edit": ([SOMEBODY_ELSES], NOT_YET),
    "modules:taught_delete": ([SOMEBODY_ELSES], NOT_YET),
    "modules:feedback": (["rights-and-gender"], SIGNED_IN),
    "modules:build": (["rights-and-gender"], FOR_ALL),
    "modules:plan": (["rights-and-gender"], LED_ON),
    "modules:save_class": (["rights-and-gender"], POST_ONLY),
    "modules:print_class": (["rights-and-gender"], POST_ONLY),
    "modules:classes": ([], SIGNED_IN),
    "modules:open_class": ([SOMEBODY_ELSES], POST_ONLY),
    "modules:delete_class": ([SOMEBODY_ELSES], NOT_YET),
    "adaptations:adaptations": ([], IN_THE_EDITOR),
    "adaptations:feedback": ([], IN_THE_EDITOR),
    "adaptations:teaching": ([], BY_PUBLISHERS),
    "adaptations:workbook": ([], BY_PUBLISHERS),
    "adaptations:lecturers": ([], BY_PUBLISHERS),
    # The translators' desk. With a role in a language: tests/toolkit/test_desk.py.
    "desk": ([], BY_PUBLISHERS),
    "desk_progress": ([], IN_THE_EDITOR),
    "language_roles": ([], {**BY_PUBLISHERS, "publisher": 302}),
    # University modules: what is published is open, and nothing else is there.
    "modules:catalogue": ([], FOR_ALL),
    "modules:compare": ([], FOR_ALL),
    "modules:feed": ([], FOR_ALL),
    "modules:list": ([], FOR_ALL),
    "modules:module": (["rights-and-gender"], FOR_ALL),
    "modules:part": (["rights-and-gender", "issue-two-crimes"], FOR_ALL),
    "modules:assessment": (["rights-and-gender"], FOR_ALL),
    "modules:readings": (["rights-and-gender"], FOR_ALL),
    "modules:bibtex": (["rights-and-gender"], FOR_ALL),
    "modules:ris": (["rights-and-gender"], FOR_ALL),
    "modules:captions": (["film-two-crimes", "en"], FOR_ALL),
    "modules:chapters": (["film-two-crimes", "en"], FOR_ALL),
    "wagtailsnippets_modules_module:list": ([], {"visitor": 302, "member": 302, "editor": OPEN, "publisher": OPEN}),
    "wagtailsnippets_modules_video:list": ([], {"visitor": 302, "member": 302, "editor": OPEN}),
    # The last: it signs people out.
    "accounts:exit": ([], LED_ON),
}
# Tested where they live, or belonging to a library that tests its own.
ELSEWHERE = {"readyz", "rendition", "draft_pdf", "wagtail_serve", "modules:recording", "modules:small_recording"}
ELSEWHERE |= {"modules:poster", "toolkit:recording", "toolkit:share_picture", "modules:share_picture"}
SPACE = "network:"  # tests/network/test_access.py
LIBRARIES = ("wagtail", "admin/", "documents/", "exports:")


def our_names(resolver: URLResolver | None = None, namespace: str = "") -> set[str]:
    names: set[str] = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            if not str(pattern.pattern).startswith(LIBRARIES):
                names |= our_names(pattern, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            names.add(f"{namespace}{pattern.name}")
    return names


def test_every_address_is_classified() -> None:
    known = set(ADDRESSES) | ELSEWHERE
    unknown = {name for name in our_names() if name not in known and not name.startswith((*LIBRARIES, SPACE))}
    assert unknown == set()


@pytest.fixture
def people(member: User, editor: User, publisher: User, admin: User) -> dict[str, Client]:
    clients = {"visitor": Client()}
    users = {"member": member, "editor": editor, "publisher": publisher, "admin": admin}
    users["lecturer"] = conftest.person("lecturer@example.org", "Lecturers")
    for name, user in users.items():
        clients[name] = Client()
        clients[name].force_login(user)
    return clients


def path_of(name: str, arguments: list[str]) -> str:
    checklist = ChecklistPage.objects.live().filter(locale__language_code="en").first()
    form = BlankFormPage.objects.live().first()
    assert checklist
    assert form
    taught = Module.objects.finished().get(slug="rights-and-gender", locale__language_code="en")
    named = {CHECKLIST: checklist.translation_key, FORM: form.pk, MODULE: taught.translation_key}
    return reverse(name, args=[named.get(part, part) for part in arguments])


@pytest.mark.thorough
def test_each_person_gets_what_the_table_says(people: dict[str, Client], starter: None, settings) -> None:
    settings.GALLERY = False
    assert Provision.objects.filter(key="tip-6-3").exists()
    assert Term.objects.filter(slug="gender").exists()
    wrong = []
    for name, (arguments, expected) in ADDRESSES.items():
        path = path_of(name, arguments)
        for person, status in expected.items():
            got = people[person].get(path).status_code
            if got != status:
                wrong.append(f"{name} for {person}: {got} instead of {status}")
    assert wrong == []


@pytest.mark.thorough
def test_an_account_that_is_locked_while_its_browser_is_open_gets_what_a_visitor_gets(
    people: dict[str, Client], admin: User, starter: None, settings
) -> None:
    """An administrator's, from every address."""
    settings.GALLERY = False
    User.objects.filter(pk=admin.pk).update(is_active=False)
    wrong = []
    for name, (arguments, _expected) in ADDRESSES.items():
        path = path_of(name, arguments)
        hers, theirs = people["admin"].get(path), people["visitor"].get(path)
        if (hers.status_code, hers.get("Location")) != (theirs.status_code, theirs.get("Location")):
            wrong.append(f"{name}: {hers.status_code} instead of {theirs.status_code}")
    assert wrong == []


@pytest.mark.thorough
def test_a_guarded_account_gets_no_more_than_a_member_though_it_was_made_a_lecturer(
    people: dict[str, Client], starter: None, settings
) -> None:
    """The one role that it could have from before; the admin's screens know no guarded account."""
    settings.GALLERY = False
    guarded = conftest.person(sealed_address("zahra@example.org"), "Lecturers")
    browser = Client()
    browser.force_login(guarded)
    session = browser.session
    session["second_factor_is_there"] = True
    session.save()
    wrong = []
    for name, (arguments, _expected) in ADDRESSES.items():
        path = path_of(name, arguments)
        got, usual = browser.get(path), people["member"].get(path).status_code
        if got.status_code == OPEN != usual and "To keep you safe" not in got.content.decode():
            wrong.append(f"{name}: a page where a member gets {usual}")
    assert wrong == []
