"""The world as one adversary of one portal sees it: who she is, what she does there, everything she saw."""

import random
import re
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

from tests.accounts.work import worked
from tests.inference.browser import Answer, Browser
from tests.inference.judge import Plain
from tests.inference.portal import Portal
from tests.inference.stage import Stage

SPACE = "/en/space/"
X = "x@example.org"  # the address that an adversary wonders about
HERE = "127.0.0.1"
FRESH = 4 * 60  # seconds
WARMING = 5  # turns that are not counted
# Three networks of somebody who has many (the whole of 127.0.0.0/8 is this machine).
NETS = ("127.1.1.", "127.2.1.", "127.3.1.")


@dataclass
class World:
    """One of the two. `told` is True in A: there the secret is planted, in B its like."""

    portal: Portal
    facts: dict[str, Any]
    told: bool
    secret: str = ""
    planted: dict[str, Any] = field(default_factory=dict)
    seen: list[Any] = field(default_factory=list)
    outcomes: list[str] = field(default_factory=list)  # what must not be so, in words
    plain: Plain = field(default_factory=Plain)
    has_happened: bool = False
    browsers: dict[tuple[str, str], tuple[float, Browser]] = field(default_factory=dict)

    # Who and what there is

    def pk(self, name: str) -> str:
        return str(self.facts["people"][name]["pk"])

    def login(self, name: str) -> str:
        people = self.facts["people"]
        return str(people[name]["login"]) if name in people else f"{name}@example.org"

    def of(self, label: str) -> str:
        """The id behind a label of the access table."""
        return str(self.facts["labels"][label][0])

    def visitor(self, client: str = HERE) -> Browser:
        return self.portal.browser(client)

    def inside(self, name: str, client: str = HERE) -> Browser:
        """Somebody's browser in which she is signed in, by password and code, less than four minutes ago: longer than
        that no page that wants a fresh proof would open."""
        since, browser = self.browsers.get((name, client), (0.0, None))
        if browser is None or self.portal.now.timestamp() - since > FRESH:
            browser = self.portal.browser(client).signed_in(self.login(name))
            self.browsers[name, client] = (self.portal.now.timestamp(), browser)
        return browser

    # The secret, and time

    def happen(self) -> None:
        """What one portal has and the other has not. Before the adversary acts, unless her act says when."""
        if not self.has_happened and self.secret:
            self.has_happened = True
            self.planted = self.do(f"tests.inference.planted.{self.secret}", told=self.told) or {}

    def do(self, what: str, **values: Any) -> Any:
        return self.portal.do(what, **values)

    def wait(self, **much: float) -> None:
        self.portal.wait(**much)

    def until_next_noon(self) -> None:
        """Of the next day: a night lies in between."""
        self.wait(days=1)
        self.portal.until(12)

    # What she sees

    def see(self, label: str, *answers: Answer | Iterable[Answer]) -> Answer:
        """Notes answers to be compared. Returns the last one."""
        last: Answer | None = None
        for one in answers:
            for answer in [one] if isinstance(one, Answer) else one:
                self.seen.append(self.plain.answer(label, answer))
                last = answer
        assert last
        return last

    def look(self, browser: Browser, *paths: str) -> None:
        for path in paths:
            self.see("looks", browser.get(path if path.startswith("/") else SPACE + path))

    def note(self, what: str, value: object) -> None:
        """Something else that she learns."""
        self.seen.append(f"{what}: {self.plain.words(str(value))}")

    def must(self, holds: bool, what: str) -> None:
        """An outcome that both portals owe her."""
        if not holds:
            self.outcomes.append(f"{'A' if self.told else 'B'}: {what}")

    # Mail

    def letters(self, address: str) -> list[EmailMessage]:
        self.do("tests.inference.jobs.letters")
        return self.portal.letters.letters_to(address)

    def read_mailbox(self, address: str) -> None:
        for letter in self.letters(address):
            words = f"{letter['From']} {letter['Subject']} {letter['Date']}\n{letter.get_content()}"
            self.note(f"a letter to {address}", self.plain.letter(words))

    def digits(self, address: str) -> str:
        """Of the newest letter; "000000" where none came."""
        found = [re.search(r"\b\d{6}\b", letter.get_content()) for letter in self.letters(address)]
        return next((one[0] for one in reversed(found) if one), "000000")


# --- What applicants do -------------------------------------------------------------------------------------------

FORM = {"country": "AF", "sector": "justice", "level": "middle", "languages": ["en", "prs"], "assess": "on"}
CODE = re.compile(r"\b[0-9A-Z]{5}(?:-[0-9A-Z]{5}){3}\b")


def apply(world: World, browser: Browser, **typed: Any) -> list[Answer]:
    """The form filled in, with the work done where the door is busy. As far as the page for the code."""
    filled = {**FORM, "profile": "on", "mail": "never", "reach": "by voice", "why": "To learn.", "pseudonym": "Ostrich"}
    filled |= {"address": "somebody@example.org", "invitation": "", **typed}
    seen = browser.submit(f"{SPACE}start/form/", "pseudonym", **filled)
    if "data-work=" in seen[-1].text:
        seen += browser.follow(browser.fill(seen[-1], "pseudonym", **{**filled, **worked(seen[-1].text)}))
    return seen


def confirmed(world: World, browser: Browser, address: str = "somebody@example.org", **typed: Any) -> str:
    """Applies and confirms. Returns the code she comes back with; "" where there is none on the page."""
    world.see("applies", apply(world, browser, address=address, **typed))
    page = browser.get(f"{SPACE}start/code/")
    if page.status != 200:
        world.must(False, f"could not apply: {page.status}")
        return ""
    answer = {"digits": world.digits(address)} if typed.get("mail") == "notice" else {}
    last = world.see("confirms", browser.follow(browser.fill(page, "csrfmiddlewaretoken", **answer)))
    found = CODE.search(last.text)
    return found[0] if found else ""


# --- Two at once --------------------------------------------------------------------------------------------------

Act = Callable[[World], None]


@dataclass(frozen=True)
class Cell:
    number: str  # of the table, with a letter where one row has several secrets
    what: str
    secret: str
    who: str
    act: Act
    modes: tuple[str, ...] = ("embedded", "production")
    equal: bool = True  # what is seen must be equal; else outcomes alone count
    reads_logs: bool = True  # whoever runs the machine may; not where the secret is what somebody else asked for
    quick: bool = False

    def __str__(self) -> str:
        return f"{self.number}-{self.act.__name__}"


CELLS: list[Cell] = []
TIMED: list["Timed"] = []


def cell(number: str | int, what: str, secret: str, who: str, **more: Any) -> Callable[[Act], Act]:
    def add(act: Act) -> Act:
        CELLS.append(Cell(str(number), what, secret, who, act, **more))
        return act

    return add


Turn = Callable[[World, int], None]


@dataclass(frozen=True)
class Timed:
    """An act that is done often on both, in turns; the second argument of `turn` is which one it is."""

    number: str
    secret: str
    turn: Turn
    step: int  # seconds of the portals' clock between turns, so that no purse is empty

    def __str__(self) -> str:
        return f"{self.number}-{self.turn.__name__}"


def timed(number: str | int, secret: str, step: int = 60) -> Callable[[Turn], Turn]:
    def add(turn: Turn) -> Turn:
        TIMED.append(Timed(str(number), secret, turn, step))
        return turn

    return add


def both(stage: Stage, secret: str) -> list[World]:
    return [
        World(portal, stage.facts, told, secret, plain=Plain(stage.facts["known"]))
        for portal, told in zip(stage.pair(), (True, False), strict=True)
    ]


def played(stage: Stage, cell: Cell) -> list[World]:
    """The cell on both portals at once, to the next morning."""
    worlds = both(stage, cell.secret)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda world: play(world, cell), worlds))
    return worlds


def play(world: World, cell: Cell) -> None:
    if "late" not in cell.act.__name__:
        world.happen()
    cell.act(world)
    if cell.secret.startswith("x_"):  # whoever acted may read that mailbox, too, the next morning
        world.until_next_noon()
        world.read_mailbox(X)
    for line in world.portal.log_lines() if cell.reads_logs else []:
        world.seen.append(f"log: {world.plain.log(line)}")


def turns(stage: Stage, row: Timed, number: int) -> tuple[list[float], list[float]]:
    """Seconds of so many turns in A and in B, in random order: what slows the machine down slows both."""
    a, b = both(stage, row.secret)
    took: dict[str, list[float]] = {"A": [], "B": []}
    for world in (a, b):
        world.happen()
    for turn in range(number + WARMING):
        for world in random.sample((a, b), 2):
            began = time.perf_counter()
            row.turn(world, turn)
            took[world.portal.letter].append(time.perf_counter() - began)
            world.portal.set_clock(world.portal.now + timedelta(seconds=row.step))
    return took["A"][WARMING:], took["B"][WARMING:]
