"""Anything may be killed at any moment, and nothing is lost and nothing is there twice (docs/assurance.md, D32).

CHAOS_SECONDS says how long (script/accept takes 300), CHAOS_SEED which choices: a failure prints both, with the log.
"""

import json
import os
import secrets
import threading
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from tests.chaos.crowd import KIND, Colleague, Ledger, Member, Person, Reader
from tests.chaos.monkey import Monkey
from tests.chaos.stage import Stage

SECONDS = float(os.environ.get("CHAOS_SECONDS", "40"))
SEED = int(os.environ.get("CHAOS_SEED") or secrets.randbelow(10**6))
READERS = 2


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage()
    try:
        stage.start()
        yield stage
    finally:
        stage.stop()


def crowd_of(stage: Stage, ledger: Ledger, over: threading.Event) -> list[Person]:
    cast = json.loads(stage.inside("cast"))
    Reader.addresses, Colleague.entries = cast["files"], cast["entries"]
    common = (stage.ports["web"], ledger, over)
    people: list[Person] = [Reader(*common, SEED + n) for n in range(READERS)]
    people += [Colleague(*common, SEED + n, cookie) for n, cookie in enumerate(cast["colleagues"])]
    for n, (talk, cookie) in enumerate(cast["members"]):
        member = Member(*common, SEED + n, cookie)
        member.talk = talk
        people.append(member)
    return people


@pytest.mark.services
def test_whatever_is_killed_nothing_is_lost_and_nothing_is_there_twice(
    stage: Stage, record_property: Callable[[str, object], None]
) -> None:
    ledger, over = Ledger(), threading.Event()
    people = crowd_of(stage, ledger, over)
    stage.open_doors()
    for person in people:
        person.start()
    acts = Monkey(stage, SEED).run(SECONDS)
    stage.wait_until_well()
    over.set()
    for person in people:
        person.join(150)
        assert not person.is_alive(), f"{type(person).__name__} still waits for an answer\n{stage.report()}"
    settled = json.loads(stage.inside("settle"))
    seen = json.loads(stage.inside("found"))
    again = f"CHAOS_SEED={SEED} CHAOS_SECONDS={SECONDS:g}"
    told = f"{stage.report()}\n{settled}, {dict(ledger.statuses)}\n{again}"
    print(told)
    missed = [*ledger.wrong, *seen["wrong"], *faults_in(ledger, seen)]
    assert not missed, "\n".join([again, *missed[:30]])
    record_property(
        "figure",
        f"{acts} kills in {SECONDS:.0f} s: {len(ledger.files)} files, {len(ledger.answers)} answers and "
        f"{len(ledger.messages)} messages, each there once ({settled['thrice']} files were killed three times and made "
        f"when asked for again); {ledger.cut} connections cut, "
        f"{ledger.statuses[503]} times told to come back",
    )
    assert settled["thrice"] <= max(1, len(ledger.files) / 20), told
    assert len(ledger.answers) > SECONDS / 10, told
    assert len(ledger.messages) > SECONDS / 10, told
    assert len(ledger.files) > SECONDS / 10, told


def faults_in(ledger: Ledger, seen: dict) -> Iterator[str]:
    """What was promised and is not there, or not once."""
    yield from (f"lost: file {key}" for key in ledger.files - set(seen["files"]))
    for what, promised in (("answers", set(ledger.answers)), ("messages", ledger.messages)):
        often = Counter(words for words in seen[what] if words)
        yield from (f"lost: {words} of {what}" for words in promised if not often[words])
        yield from (f"{count} times: {words} of {what}" for words, count in often.items() if count > 1)
    yield from (f"stands, and nobody saved it: {note}" for note in set(seen["standing"]) - set(seen["answers"]))


def test_whoever_judges_sees_what_is_lost_what_is_twice_and_what_nobody_saved() -> None:
    ledger = Ledger()
    ledger.files, ledger.answers, ledger.messages = {"f1", "f2"}, {"a1": "", "a2": ""}, {"m1", "m2"}
    whole = {"files": ["f1", "f2"], "answers": ["a1", "a2", ""], "standing": ["a2"], "messages": ["m1", "m2", "other"]}
    assert list(faults_in(ledger, whole)) == []
    for what, there, said in (
        ("files", ["f1"], "lost: file f2"),
        ("answers", ["a1"], "lost: a2 of answers"),
        ("answers", ["a1", "a2", "a2"], "2 times: a2 of answers"),
        ("messages", ["m1", "m2", "m2", "m2"], "3 times: m2 of messages"),
        ("standing", ["a2", "a3"], "stands, and nobody saved it: a3"),
    ):
        assert said in list(faults_in(ledger, {**whole, what: there}))


def test_whoever_looks_takes_a_bare_error_for_what_it_is() -> None:
    ledger = Ledger()
    for status, body in ((200, ""), (302, ""), (503, f"<main {KIND}>")):
        ledger.see("a page", (status, body, ""))
    assert ledger.wrong == []
    for status, body in ((500, f"<main {KIND}>"), (503, "Service Unavailable"), (400, "Bad Request"), (502, "")):
        ledger.see("a page", (status, body, ""))
    assert len(ledger.wrong) == 4
