"""Cells 1 to 12: the doors of the portal and the editors' screens."""

import re
from itertools import pairwise

from tests.inference.adversaries import NETS, World, X, cell, timed
from tests.inference.browser import PASSWORD, Browser
from tests.inference.planted.doors import GUESSED

NEW_PASSWORD = "four other words together"
ADD = "/admin/users/new/"
VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")


def make_account(world: World, admin: Browser, address: str) -> str:
    """Wagtail's form. Returns the new account's id, "" where the form came back."""
    seen = admin.submit(
        ADD,
        "email",
        email=address,
        first_name=address.partition("@")[0],
        last_name="N",
        password1=NEW_PASSWORD,
        password2=NEW_PASSWORD,
    )
    last = world.see("makes an account", seen)
    world.must(last.path == "/admin/users/", "no account could be made: nothing was looked at")
    found = re.search(r"/admin/users/(?:edit/)?(\d+)/", last.text)
    return found[1] if found else ""


@cell(1, "make an open account with address X, sign in", "x_is_a_member", "administrator", quick=True)
def makes_an_account(world: World) -> None:
    admin = world.inside("admin")
    make_account(world, admin, X)
    world.see("looks for it", admin.get("/admin/users/?q=x%40example"))
    newcomer = world.visitor()
    world.see("signs in as her", newcomer.sign_in(X, NEW_PASSWORD))
    world.see("and wrongly", world.visitor().sign_in(X, "not at all her password"))
    world.read_mailbox(X)


@cell(2, "change an account's address to X", "x_is_a_member", "administrator", quick=True)
def changes_an_address(world: World) -> None:
    admin = world.inside("admin")
    reader = world.facts["open"]["reader"]
    form = {"email": X, "first_name": "N", "last_name": "N"}
    last = world.see("changes", admin.submit(f"/admin/users/edit/{reader}/", "email", **form))
    world.must(last.path == "/admin/users/", "the address could not be changed: nothing was looked at")
    world.see("signs in", world.visitor().sign_in(X, PASSWORD))
    world.see("old address", world.visitor().sign_in("reader@example.org", PASSWORD))
    world.read_mailbox(X)


@cell(3, "list, search, count, export users; ids of three new accounts", "ten_joined", "administrator")
def counts_accounts_late(world: World) -> None:
    admin = world.inside("admin")
    make_account(world, admin, "first@example.org")
    world.happen()
    for name in ("second", "third"):
        world.wait(minutes=1)  # a history tells what happened in one moment in any order
        make_account(world, admin, f"{name}@example.org")
    world.look(admin, "/admin/users/", "/admin/users/?q=", "/admin/users/?p=2", "/admin/users/?export=csv")
    world.look(admin, "/admin/users/?ordering=-id", "/admin/", "/admin/reports/", "/admin/reports/site-history/")
    ids = sorted({int(one) for one in re.findall(r"/admin/users/(?:edit/)?(\d+)/", admin.get("/admin/users/").text)})
    few = [one for one in ids if one < 2**32]  # drawn ones say nothing
    world.note("small ids", [b - a for a, b in pairwise(few)])


@cell(4, "open /admin users' edit pages by guessed ids, 7 verbs", "id_is_guarded", "administrator")
def guesses_ids(world: World) -> None:
    admin = world.inside("admin")
    admin.get("/admin/users/")
    token = [("csrfmiddlewaretoken", admin.cookies.get("csrftoken", ""))]
    for verb in VERBS:
        for place in ("edit/{}", "delete/{}", "{}/second-step", "{}"):
            path = f"/admin/users/{place.format(GUESSED)}/"
            world.see("guesses", admin.ask(verb, path, token if verb == "POST" else None))
    world.look(admin, f"/admin/users/?q={GUESSED}", f"/admin/reports/site-history/?user={GUESSED}")


@cell(5, "registers herself with X, reads X's mailbox", "x_is_a_member", "visitor with the mailbox", quick=True)
def registers(world: World) -> None:
    browser = world.visitor()
    world.see("registers", browser.submit("/en/account/signup/", "email", email=X, password1=NEW_PASSWORD))
    world.read_mailbox(X)
    page = browser.get("/en/account/signup/confirm/")
    if page.has("code"):
        found = [re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", one.get_content()) for one in world.letters(X)]
        code = next((one[0] for one in found if one), "ABCD-EFGH")
        world.see("types the code", browser.follow(browser.fill(page, "code", code=code)))
    world.see("signs in", world.visitor().sign_in(X, NEW_PASSWORD))


@cell(6, "sign in with X and a wrong password", "x_is_open", "visitor")
def types_a_wrong_password(world: World) -> None:
    for _try in range(3):
        world.see("wrong", world.visitor().sign_in(X, "not at all her password"))


@cell("8", "30 wrong tries from three networks", "nothing", "botnet", quick=True)
def asks_whether_somebody_tried(world: World) -> None:
    """N6: whether somebody else typed that address lately must not be told."""
    for _try in range(2):
        her = world.visitor("127.9.9.9")
        her.sign_in(X if world.told else "z@example.org", "a mistyped long password")
    for net in NETS:
        for n in range(10):
            last = world.visitor(f"{net}{n + 1}").sign_in(X, "not at all her password")[-1]
            world.see("tries", last)


@cell("8b", "30 wrong tries from three networks", "x_is_a_member", "botnet")
def tries_thirty_times(world: World) -> None:
    for net in NETS:
        for n in range(10):
            world.see("tries", world.visitor(f"{net}{n + 1}").sign_in(X, "not at all her password")[-1])


@cell(9, "10 wrong tries by strangers, then she signs in", "nothing", "member", equal=False, quick=True)
def comes_in_all_the_same(world: World) -> None:
    victim = "zahra" if world.told else "nasrin"
    for n in range(12):
        world.visitor(f"127.8.{n}.1").sign_in(world.login(victim), "not at all her password")
    her = world.visitor()
    last = her.type_password(world.login("zahra"))
    if last.has("code") and last.status == 200:  # "If you are sure, add the code of your app."
        last = her.fill(
            last, "login", login=world.login("zahra"), password=PASSWORD, code=her.next_code(world.login("zahra"))
        )
    seen = her.follow(last)
    if seen[-1].path.endswith("/2fa/code/"):
        seen += her.follow(her.fill(seen[-1], "code", code=her.next_code(world.login("zahra"))))
    world.must(seen[-1].path.endswith("/space/home/"), f"she did not get in: {seen[-1].status} {seen[-1].path}")
    world.must(her.get("/en/space/lock/").status == 200, "she cannot lock her account")


def resets(world: World) -> Browser:
    browser = world.visitor()
    world.see("asks", browser.submit("/en/account/password/reset/", "email", email=X))
    return browser


@cell(10, "reset for X by mail", "x_is_a_member", "visitor", quick=True)
def resets_by_mail(world: World) -> None:
    browser = resets(world)
    page = browser.get("/en/account/password/reset/code/")
    if page.has("code"):
        world.see("a wrong code", browser.follow(browser.fill(page, "code", code="ABCD-EFGH")))


@cell(11, "reset for X, its mailbox of 30 days", "x_is_a_member", "mailbox")
def reads_the_mailbox_after_a_reset(world: World) -> None:
    resets(world)
    world.wait(hours=20)
    resets(world)
    world.wait(days=30)
    world.read_mailbox(X)


@timed(6, "x_is_open")
@timed(7, "x_is_a_member")
def wrong_password_again(world: World, turn: int) -> None:
    world.visitor(f"127.{20 + turn // 200}.{turn % 200}.7").type_password(X, "not at all her password")


@timed(10, "x_is_a_member")
def reset_again(world: World, turn: int) -> None:
    browser = world.visitor(f"127.{30 + turn // 200}.{turn % 200}.7")
    browser.submit("/en/account/password/reset/", "email", email=X)
