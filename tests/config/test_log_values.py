"""Of what is filled into a message, what is nobody's is written, by a list; a person's words never are."""

import ast
import json
import logging
import os
import string
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings as configured
from hypothesis import given
from hypothesis import strategies as st

from config.logs import OURS, JsonLines, PlainLines, SharedFormatter, format_message
from config.logs.values import LIBRARIES, PLACE, Rule, Rules, show_own_value

ID = "0b9c2b2e-7f0a-4a53-9d6a-8f2a7b1f6a10"
MARK = "ZQ7"
SUCCESS = "Task %(name)s[%(id)s] succeeded in %(runtime)ss: %(return_value)s"
FAILURE = "Task %(name)s[%(id)s] %(description)s: %(exc)s"


def record(name: str, message: object, *values: object) -> logging.LogRecord:
    return logging.LogRecord(name, logging.INFO, "", 0, message, values, None)


@pytest.mark.parametrize(
    ("name", "message", "values", "written"),
    [
        ("gunicorn.error", "Using worker: %s", ["gthread"], "Using worker: gthread"),
        ("gunicorn.error", "Listening at: %s (%s)", ["http://127.0.0.1:8000", 71], "Listening at: port 8000 (71)"),
        ("gunicorn.error", "Listening at: %s (%s)", ["unix:/home/amina/x", 71], "Listening at: %s (71)"),
        (
            "gunicorn.error",
            "Worker (pid:%s) was sent %s! Perhaps out of memory?",
            [72, "SIGKILL"],
            "Worker (pid:72) was sent SIGKILL! Perhaps out of memory?",
        ),
        (
            "celery.worker.strategy",
            "Task %(name)s[%(id)s] received",
            [{"name": "exports.tasks.sweep", "id": ID, "args": MARK}],
            f"Task exports.tasks.sweep[{ID}] received",
        ),
        (
            "celery.app.trace",
            SUCCESS,
            [{"name": "exports.tasks.sweep", "id": ID, "runtime": 0.12345, "return_value": MARK}],
            f"Task exports.tasks.sweep[{ID}] succeeded in 0.123s: %(return_value)s",
        ),
        (
            "celery.app.trace",
            FAILURE,
            [{"name": "exports.tasks.sweep", "id": ID, "description": "raised unexpected", "exc": MARK}],
            f"Task exports.tasks.sweep[{ID}] raised unexpected: %(exc)s",
        ),
        (
            "celery.beat",
            "Scheduler: Sending due task %s (%s)",
            ["sweep the export ledger", "exports.tasks.sweep"],
            "Scheduler: Sending due task sweep the export ledger (exports.tasks.sweep)",
        ),
        (
            "celery.worker.consumer.consumer",
            "consumer: Cannot connect to %s: %s.\n%s\n",
            [f"redis://{MARK}@10.0.0.1", ConnectionRefusedError(MARK), MARK],
            "consumer: Cannot connect to %s: ConnectionRefusedError.\n%s\n",
        ),
        (
            "exports.tasks.rendering",
            "Export %s, attempt %s: %s",
            [7, 2, "StoreUnavailableError"],
            "Export 7, attempt 2: StoreUnavailableError",
        ),
        ("accounts.tasks", "Letter %s was thrown away: %s", [UUID(ID), "Amina"], f"Letter {ID} was thrown away: %s"),
        ("assessments.tasks.copying", "It was not made: %s", ["too-long"], "It was not made: too-long"),
        ("exports.tasks", "%d of 100 %%, %.1f s", [7, 2.345], "7 of 100 %, 2.3 s"),
        ("exports.tasks", "100 %", [], "100 %"),
        ("some.library", "Mail to %s took %s s", [f"{MARK}@example.org", 2], "Mail to %s took %s s"),
        ("some.library", ValueError(MARK), [], "ValueError"),
    ],
)
def test_what_is_written_of_a_message(name: str, message: object, values: list[object], written: str) -> None:
    import_module("exports.tasks")
    assert format_message(record(name, message, *values)) == written


@pytest.mark.parametrize("name", ["accounts.tasks.deliver", "network.tasks.remind"])
def test_of_what_one_person_starts_neither_its_beginning_nor_its_time_is_told(name: str) -> None:
    """A letter to an account that exists takes longer than none."""
    import_module(name.rpartition(".")[0])
    values = {"name": name, "id": ID, "runtime": 1.5, "return_value": None}
    assert format_message(record("celery.worker.strategy", "Task %(name)s[%(id)s] received", values)) == (
        "Task %(name)s[%(id)s] received"
    )
    assert format_message(record("celery.app.trace", SUCCESS, values)) == (
        f"Task {name}[%(id)s] succeeded in %(runtime)ss: %(return_value)s"
    )


# --- The list ----------------------------------------------------------------------------------------------------

LISTED = [(name, message) for name, messages in LIBRARIES.items() for message in messages]
# Where the messages of a logger stand, if not in the module that bears its name.
ELSEWHERE = {"gunicorn.error": "gunicorn.arbiter", "celery.worker.strategy": "celery.app.trace"}


@cache
def texts_in(module: str) -> set[str]:
    """Every text that stands in its code."""
    spec = find_spec(module)
    assert spec
    assert spec.origin
    tree = ast.walk(ast.parse(Path(spec.origin).read_text()))
    return {node.value for node in tree if isinstance(node, ast.Constant) and isinstance(node.value, str)}


@pytest.mark.parametrize(("name", "message"), LISTED)
def test_every_message_of_the_list_stands_in_its_library_and_has_a_rule_for_each_place(name: str, message: str) -> None:
    """A new version may say something else, or fill in something else: then somebody looks again."""
    texts = texts_in(ELSEWHERE.get(name, name))
    added_to = {message[len(text) :] for text in texts if text and message.startswith(text)}
    assert message in texts or added_to & texts
    rules = LIBRARIES[name][message]
    places = [place["name"] for place in PLACE.finditer(message)]
    if isinstance(rules, dict):
        assert set(places) <= set(rules)
    else:
        assert len(rules) == len(places)


LOGGING = {f"logger.{how}" for how in ("debug", "info", "warning", "error", "exception", "critical")}


def calls_of_loggers() -> Iterator[tuple[str, ast.expr]]:
    """Where a message of ours is written: the file, and the message."""
    for app in OURS:
        for file in sorted(Path(configured.BASE_DIR, app).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in LOGGING:
                    yield str(file.relative_to(configured.BASE_DIR)), node.args[0]


def test_our_own_messages_are_written_out_and_two_have_their_words_from_a_few_lines_above() -> None:
    """What is built with an f-string passes no rule, so each was looked at."""
    calls = list(calls_of_loggers())
    assert len(calls) > 15
    built = {(file, ast.unparse(words)) for file, words in calls if not isinstance(words, ast.Constant)}
    assert built == {
        ("network/vetting/actions/decisions.py", "f'{words}: %s'"),
        ("network/tasks/purging.py", "f'Not purged or counted: {what}: %s'"),
    }


# --- Whatever somebody fills in ----------------------------------------------------------------------------------


def each_of(rules: Rules) -> Iterator[Rule]:
    yield from filter(None, rules.values() if isinstance(rules, dict) else rules)


class Speaking:
    """An object whose every text is a person's."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


TEXTS = st.text(max_size=12).map(lambda text: f"{MARK}{text}") | st.sampled_from(
    [f"{MARK}@example.org", f"/en/space/people/{MARK}/?q={MARK}", f"/home/{MARK}", f"https://example.org/{MARK}:8000"]
)
ADDRESSES = st.ip_addresses(v=4) | st.ip_addresses(v=6, network="2001:db8::/32")
MARKED = st.one_of(
    TEXTS,
    TEXTS.map(str.encode),
    TEXTS.map(Speaking),
    TEXTS.map(ValueError),
    TEXTS.map(lambda text: [text]),
    TEXTS.map(lambda text: {"name": text, text: 1}),
    TEXTS.map(lambda text: f"{ID}{text}"),
    TEXTS.map(lambda text: f"exports.tasks.{text}"),
).map(lambda value: (value, MARK))
COUNTED = st.one_of(
    ADDRESSES.map(lambda address: (str(address), str(address))),
    ADDRESSES.map(lambda address: (address, str(address))),
    st.integers(min_value=10**7, max_value=10**15).map(lambda number: (number, str(number))),  # a telephone number
    st.integers(min_value=10**7, max_value=10**15).map(lambda number: (f"+{number}", str(number))),
    st.integers(min_value=10**7, max_value=10**15).map(lambda number: (float(number), str(number))),
)
PERSONAL = MARKED | COUNTED
KEYS = ["name", "id", "runtime", "return_value", "description", "exc", "other"]
PIECES = ["%s", "%r", "%d", "%5.1f", "%x", "%%", "%", "(", "told ", *(f"%({key})s" for key in KEYS)]
NAMES = st.sampled_from([*OURS, "network.tasks", "some.library", "django", "celery", *LIBRARIES])
OPEN = st.tuples(NAMES, st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
HARMLESS = {"name": "exports.tasks.sweep", "id": ID, "runtime": 0.5, "description": "ignored"}


@st.composite
def records(draw: Any) -> tuple[logging.LogRecord, list[str]]:
    """A message as any library or we ourselves might log it, and what must not be written of it."""
    name, message = draw(st.sampled_from(LISTED) | OPEN)
    given_values = draw(st.lists(PERSONAL, min_size=1, max_size=5))
    assert all(needle in str(value) for value, needle in given_values), "there is something that could be written"
    hidden = [needle for value, needle in given_values]
    values: tuple[Any, ...] = tuple(value for value, needle in given_values)
    if draw(st.booleans()):
        values = ({**HARMLESS, **dict(zip(draw(st.permutations(KEYS)), values, strict=False))},)
    elif draw(st.booleans()):
        return record(name, draw(st.sampled_from([ValueError, Speaking]))(f"{MARK} {message}")), [MARK]
    return record(name, message, *values), hidden


RULES = {rule for messages in LIBRARIES.values() for rules in messages.values() for rule in each_of(rules)} | {
    show_own_value
}


@pytest.mark.parametrize("rule", sorted(RULES, key=repr), ids=lambda rule: rule.__name__)
@given(PERSONAL)
def test_no_rule_lets_a_persons_word_through(rule: Rule, one: tuple[object, str]) -> None:
    value, needle = one
    assert needle not in str(rule(value, (value,)))


@given(records())
def test_a_persons_address_name_path_or_ip_is_never_written(case: tuple[logging.LogRecord, list[str]]) -> None:
    """On a machine of one's own, in production, and by gunicorn in both."""
    one, hidden = case
    before = configured.LOG_FORMAT
    try:
        for form in ("plain", "json"):
            configured.LOG_FORMAT = form
            formatters = [SharedFormatter(), PlainLines() if form == "plain" else JsonLines()]
            for told in [formatter.format(one) for formatter in formatters]:
                assert not [needle for needle in hidden if needle in told], told
    finally:
        configured.LOG_FORMAT = before


LINES = f"""
import django, logging
django.setup()
from types import SimpleNamespace
from gunicorn.config import Config
from config.logs import GunicornLogger
server = GunicornLogger(Config())
server.info("Booting worker with pid: %s", 4711)
server.error("Error handling request %s %s", "GET", "/en/{MARK}/")
task = {{"name": "exports.tasks.sweep", "id": "{ID}", "args": "{MARK}", "runtime": 0.25, "return_value": "{MARK}"}}
logging.getLogger("celery.app.trace").info({SUCCESS!r}, task)
logging.getLogger("accounts.tasks").warning("Letter of %s, attempt %s", "{MARK}@example.org", 3)
logging.getLogger("django.db").warning("Key (email)=(%s)", "{MARK}@example.org")
logging.getLogger("network").error(ValueError("{MARK}"))
"""


@pytest.mark.thorough
@pytest.mark.parametrize("portal", ["embedded", "production"])
def test_each_mode_as_it_is_configured_writes_values_and_nobodys_words(portal: str, tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings", "PORTAL": portal}
    environment |= {"VAR_DIR": str(tmp_path), "SECRET_KEY": string.ascii_letters, "REDIS_URL": "redis://127.0.0.1:9"}
    words = [sys.executable, "-c", LINES]
    done = subprocess.run(words, cwd=configured.BASE_DIR, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    told = done.stderr.splitlines()
    assert len(told) == 6
    assert MARK not in done.stderr
    if portal == "production":
        told = [json.loads(line)["message"] for line in told]
    written = [
        "Booting worker with pid: 4711",
        "Error handling request %s %s",
        f"Task exports.tasks.sweep[{ID}] succeeded in 0.25s: %(return_value)s",
        "Letter of %s, attempt 3",
        "Key (email)=(%s)",
        "ValueError",
    ]
    assert [line.endswith(end) for line, end in zip(told, written, strict=True)] == [True] * 6, told
