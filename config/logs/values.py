"""What of a message's values may be written.

Of a library's message none, unless the message stands in `LIBRARIES`: there each of its places has a rule, or None. Of
our own, whose words were read before they were written, those that `own` knows to be nobody's. A rule looks at the
value itself, so that a person's address, name or path that comes where a number was expected stays out as well.
A place whose value is not written shows as it stands in the code: %s.
"""

import re
import signal
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import count
from typing import Any
from uuid import UUID

import gunicorn
from django.conf import settings
from gunicorn.workers import SUPPORTED_WORKERS

Shown = str | int | float | None  # None: not to be written
Rule = Callable[[Any, Any], Shown]  # of the value, and of all values of the message
Rules = Mapping[str, "Rule | None"] | Sequence["Rule | None"]

TOO_LONG = 10_000_000  # no telephone number is shorter
# What one person does starts a task there: neither when it was taken nor how long it took is told, since a letter to
# an account that exists takes longer than none.
DISCREET = ("accounts.", "network.")
PLACE = re.compile(r"%(?:\((?P<name>\w+)\))?(?P<format>[-#0 +]*\d*(?:\.\d+)?)(?P<kind>[diouxXeEfFgGcrsa%])")


def number(value: Any, values: Any) -> Shown:
    """A pid, a count, seconds."""
    return round(value, 3) if isinstance(value, int | float) and abs(value) < TOO_LONG else None


def task(value: Any, values: Any) -> Shown:
    """One that this portal has. Beat loads none: it knows the names of those that come by the clock."""
    from celery import current_app

    by_the_clock = (row["task"] for row in settings.CELERY_BEAT_SCHEDULE.values())
    return value if isinstance(value, str) and (value in current_app.tasks or value in by_the_clock) else None


def task_id(value: Any, values: Any) -> Shown:
    """Random, kept nowhere, and what ties the lines of one task together where several run side by side."""
    text = str(value) if isinstance(value, str | UUID) else ""
    return text if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text) else None


def error(value: Any, values: Any) -> Shown:
    """Its kind, never its text."""
    return type(value).__qualname__ if isinstance(value, BaseException) else None


def signal_name(value: Any, values: Any) -> Shown:
    names = {name for one in signal.Signals for name in (one.name, one.name.removeprefix("SIG").lower())}
    return value if isinstance(value, str) and value in names else None


def port(value: Any, values: Any) -> Shown:
    found = re.fullmatch(r"https?://[^/,\s]+:(\d{1,5})", value) if isinstance(value, str) else None
    return f"port {found[1]}" if found else None


def clock_entry(value: Any, values: Any) -> Shown:
    return value if isinstance(value, str) and value in settings.CELERY_BEAT_SCHEDULE else None


def one_of(*words: str) -> Rule:
    return lambda value, values: value if isinstance(value, str) and value in words else None


def unless_discreet(rule: Rule) -> Rule:
    return lambda value, values: None if is_discreet(values) else rule(value, values)


def is_discreet(values: Any) -> bool:
    """Whether one of them names a task of accounts or network."""
    each = values.values() if isinstance(values, Mapping) else values
    return any(isinstance(value, str) and value.startswith(DISCREET) for value in each)


open_task, open_id, open_seconds = unless_discreet(task), unless_discreet(task_id), unless_discreet(number)
outcome = one_of("raised unexpected", "raised expected", "INTERNAL ERROR", "ignored", "rejected")
ended: Rules = {"name": task, "id": open_id, "description": outcome, "exc": None}

LIBRARIES: dict[str, dict[str, Rules]] = {
    "gunicorn.error": {
        "Starting gunicorn %s": [one_of(gunicorn.__version__)],
        "Listening at: %s (%s)": [port, number],
        "Using worker: %s": [one_of(*SUPPORTED_WORKERS)],
        "Booting worker with pid: %s": [number],
        "Worker exiting (pid: %s)": [number],
        "Worker (pid:%s) was sent %s!": [number, signal_name],
        "Worker (pid:%s) was sent %s! Perhaps out of memory?": [number, signal_name],
        "Worker (pid:%s) exited with code %s.": [number, number],
        "WORKER TIMEOUT (pid:%s)": [number],
        "Handling signal: %s": [signal_name],
        "Shutting down: %s": [one_of("Master")],
        "Reason: %s": [one_of("Worker failed to boot.", "App failed to load.")],
    },
    "celery.worker.strategy": {
        "Task %(name)s[%(id)s] received": {"name": open_task, "id": open_id},
    },
    "celery.app.trace": {
        "Task %(name)s[%(id)s] succeeded in %(runtime)ss: %(return_value)s": {
            "name": task,
            "id": open_id,
            "runtime": open_seconds,
            "return_value": None,
        },
        "Task %(name)s[%(id)s] %(description)s: %(exc)s": ended,
        "Task %(name)s[%(id)s] %(description)s": ended,
        "Task %(name)s[%(id)s] %(exc)s": ended,
        "Task %(name)s[%(id)s] retry: %(exc)s": ended,
    },
    "celery.worker.request": {
        "Soft time limit (%ss) exceeded for %s[%s]": [number, task, open_id],
        "Hard time limit (%ss) exceeded for %s[%s]": [number, task, open_id],
        "Discarding revoked task: %s[%s]": [task, open_id],
        "Task %s[%s] succeeded before the worker was lost: %r": [task, open_id, error],
        "Task handler raised error: %r": [error],
        "Failed to retry task %s[%s] after worker was lost: %r": [task, open_id, error],
        "Task %s[%s] retry: %s": [task, open_id, None],
    },
    "celery.worker.consumer.consumer": {
        "consumer: Cannot connect to %s: %s.\n%s\n": [None, error, None],
        "%s (%r)": [one_of("consumer: Connection to broker lost. Trying to re-establish the connection..."), error],
    },
    "celery.beat": {
        "Scheduler: Sending due task %s (%s)": [clock_entry, task],
        "Message Error: %s\n%s": [error, None],
        "beat: Connection error: %s. Trying again in %s seconds...": [error, number],
    },
}


def show_own_value(value: Any, values: Any) -> Shown:
    """Of our own messages: numbers, random ids, tasks, kinds of errors, and why a file was not made."""
    if isinstance(value, UUID):
        return str(value)
    shown = number(value, values)
    for rule in (task, error, kind_of_error, render_fault):
        shown = rule(value, values) if shown is None else shown
    return shown


def kind_of_error(value: Any, values: Any) -> Shown:
    """The name of an exception's class: of one that exists, since a person's name is a word, too."""
    if not isinstance(value, str):
        return None
    if value not in names_of_errors():
        names_of_errors.cache_clear()  # its module may have been loaded since
    return value if value in names_of_errors() else None


@cache
def names_of_errors() -> set[str]:
    found: list[type[BaseException]] = [BaseException]
    for kind in found:  # grows meanwhile
        found += kind.__subclasses__()
    return {kind.__name__ for kind in found}


def render_fault(value: Any, values: Any) -> Shown:
    from exports.pdf.client import MESSAGES

    return value if isinstance(value, str) and value in MESSAGES else None


def fill_template(template: str, values: Any, rules: Rules | Rule | None) -> str:
    """The message, with what may be written of its values, which may be of any kind and need not fit."""
    if not values:
        return template
    places = values if isinstance(values, tuple) else (values,)
    position = count()

    def show(place: re.Match[str]) -> str:
        if place["kind"] == "%":
            return "%"
        key: Any = place["name"] or next(position)
        rule = rule_for(key, rules)
        if rule is None:
            return place[0]
        try:
            shown = rule(values[key] if place["name"] else places[key], values)
            return place[0] if shown is None else written(shown, place)
        except Exception:  # whatever it was: a line that cannot be made would be printed with all its values
            return place[0]

    return PLACE.sub(show, template)


def rule_for(key: str | int, rules: Rules | Rule | None) -> Rule | None:
    """`rules` as they stand in the list, or one for all places."""
    if rules is None or callable(rules):
        return rules
    if isinstance(rules, Mapping):
        return rules.get(str(key))
    return rules[key] if isinstance(key, int) and key < len(rules) else None


def written(value: str | int | float, place: re.Match[str]) -> str:
    """In the form that the message asks for."""
    is_text = isinstance(value, str) or place["kind"] in "crsa"
    return str(value) if is_text else f"%{place['format']}{place['kind']}" % value
