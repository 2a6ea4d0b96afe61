"""Cells 29 and 41 to 48: the mailbox, the database, the machine, the public pages."""

from tests.inference.adversaries import HERE, SPACE, World, cell, timed

PUBLIC = ("/en/", "/fr/", "/en/law/", "/en/tools/", "/en/modules/", "/robots.txt", "/sitemap.xml", "/en/account/login/")
ODD = {
    "SCRIPT_NAME": "/fr",
    "PATH_INFO": "/fr/",
    "REMOTE_USER": "admin",
    **dict.fromkeys("X-Forwarded-Host X-Host X-Forwarded-Server Forwarded X-Original-Host".split(), "odd.example.org"),
    **dict.fromkeys("X-Original-URL X-Rewrite-URL X-Forwarded-Prefix X-Script-Name X-Forwarded-Path".split(), "/odd"),
    **dict.fromkeys("X-Forwarded-For X-Real-IP Client-IP True-Client-IP CF-Connecting-IP".split(), "127.0.0.9"),
    **dict.fromkeys("X-Forwarded-Proto X-Forwarded-Scheme X-Url-Scheme X-Scheme Front-End-Https".split(), "https"),
    **dict.fromkeys("X-Forwarded-Port X-Port".split(), "8443"),
    **dict.fromkeys("Accept-Language X-Language".split(), "fr"),
    **dict.fromkeys("X-HTTP-Method-Override X-HTTP-Method X-Method-Override".split(), "POST"),
    "Accept": "application/json",
    "User-Agent": "odd",
    "Referer": "https://odd.example.org/",
    "Origin": "https://odd.example.org",
    "Via": "1.1 odd",
    "Save-Data": "on",
    "DNT": "1",
    "X-Requested-With": "XMLHttpRequest",
    "Cache-Control": "no-cache",
    "Pragma": "no-cache",
    "Upgrade-Insecure-Requests": "1",
    "X-Wap-Profile": "odd",
    "If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT",
}
HOSTS = [f"localhost:{port}" for port in range(9000, 9020)] + [f"odd{n}.example.org" for n in range(10)]


@cell(29, "the same, in the database", "one_is_a_canary", "database reader")
def looks_for_canaries(world: World) -> None:
    world.note("stand out", world.do("tests.inference.dump.canaries"))


@cell(41, "her mailbox over 30 days", "nothing", "mailbox")
def counts_letters(world: World) -> None:
    for _day in range(10):
        world.do("tests.inference.planted.many_messages", told=world.told)
        if world.told:  # she looks, so that the next one is news again
            world.inside("shirin").press(f"{SPACE}notices/read/")
        world.wait(days=3)
    world.note("letters", len(world.letters(world.login("shirin"))))


@cell(42, "hour and minute of mails", "nothing", "mailbox")
def notes_the_hour(world: World) -> None:
    world.portal.until(9 if world.told else 21)
    world.do("tests.inference.planted.told_now", told=world.told)
    world.do("tests.inference.jobs.letters")
    world.portal.until(23)
    world.portal.until(12)
    for letter in world.letters(world.login("shirin")):
        world.note("came at", str(letter["Date"])[-14:])


@cell(43, "dump of the database", "wrote_to", "database reader")
def reads_who_wrote(world: World) -> None:
    world.note("who knows whom", world.do("tests.inference.dump.ends"))


@cell(44, "dump of the database", "blocked_her", "database reader")
def reads_who_blocked(world: World) -> None:
    world.note("who knows whom", world.do("tests.inference.dump.ends"))


@cell(45, "dump as cookie; role by SQL", "nothing", "database writer", equal=False)
def writes_to_the_database(world: World) -> None:
    world.inside("coordinator")
    for key in world.do("tests.inference.dump.sessions"):
        thief = world.visitor()
        thief.cookies["sessionid"] = key
        opened = thief.get(f"{SPACE}home/").status == 200
        world.must(not opened, "a session's row opens the session")
    world.do("tests.inference.dump.raise_role", pseudonym="Zahra")
    page = world.inside("zahra").get(f"{SPACE}contacts/")
    world.must(page.status != 200, "SQL made a coordinator")


@cell(46, "dump, key file, files and log", "wrote_to", "seized machine, switched off", equal=False)
def opens_what_is_sealed(world: World) -> None:
    found = world.do("tests.inference.dump.readable_words")
    world.must(not found, f"the key file opens {', '.join(found)}")


@cell(12, "recovery with a code that is wrong / a used one", "nothing", "visitor", equal=False)
def comes_back_by_a_code(world: World) -> None:
    page = world.visitor().get("/en/account/recover/")
    world.must(page.status == 200, "there is no way back by a code yet")


@cell(7, "sign in with a number and a wrong password", "number_exists", "visitor")
def types_a_number(world: World) -> None:
    for typed in ("4711 0815 2342", "471108152342"):
        world.see("wrong", world.visitor().sign_in(typed, "not at all her password"))


def reads(world: World, client: str, *paths: str) -> None:
    """A first and a second time, and once more with what she has kept."""
    reader = world.visitor(client)
    for path in paths:
        first = reader.get(path)
        tag = next((value for name, value in first.headers if name.lower() == "etag"), "")
        world.see("reads", first, reader.get(path))
        if tag:
            world.see("asks again", reader.get(path, If_None_Match=tag))
        reader.cookies.clear()


@cell(47, "public pages with 40 headers and 30 hosts", "nothing", "reader", reads_logs=False)
def reads_after_a_poisoner(world: World) -> None:
    """Each header before a page is kept, then all of them, then other names; each time somebody reads after it."""
    poisons = [{name: value} for name, value in ODD.items()] + [ODD] + [{"Host": host} for host in HOSTS[::10]]
    for n, headers in enumerate(poisons):
        path = PUBLIC[n % len(PUBLIC)]
        world.portal.forget_everything_kept()
        if world.told:
            world.visitor(f"127.6.{n}.6").ask("GET", path, headers=headers)
        reads(world, f"127.7.{n}.7", path)
    if world.told:
        for host in HOSTS:
            world.visitor("127.6.6.6").ask("GET", "/en/", headers={"Host": host})
    reads(world, HERE, *PUBLIC)


@cell(48, "a kept page, 304, beside somebody who is signed in", "nothing", "reader", reads_logs=False)
def reads_beside_a_member(world: World) -> None:
    if world.told:
        browser = world.inside("zahra")
        for path in PUBLIC[:5]:
            browser.get(path)
    reads(world, "127.0.0.1", *PUBLIC[:7])


@timed(48, "nothing", step=1)
def kept_page_again(world: World, turn: int) -> None:
    if turn == 0 and world.told:
        world.inside("zahra").get("/en/")
    world.visitor().get("/en/")
