"""What a log line may hold: when, what, where in the code. No address, no browser, no person.

A message of ours is read before it is written. Anybody else's may carry what somebody typed: the text of an exception
("Key (email)=(...) already exists"), the path of a page that only members know, a client's address. So of a message the
pattern is kept, filled in with what config/logs/values.py knows to be nobody's (a task, a count, seconds), and of an
exception its type and the lines of code it came through.

values.py   which values of a message may be written: a rule for each place
sentry.py   the same, sent to a Sentry server where SENTRY_DSN names one
"""

import json
import logging
import traceback
from typing import Any

from django.conf import settings
from django.utils import timezone
from gunicorn.glogging import Logger

from config.logs.values import LIBRARIES, fill_template, show_own_value

OURS = ("config", "network", "modules", "assessments", "toolkit", "exports", "accounts")
DEEPEST = 12  # lines of code
# Of a line that cannot be written, to a full disk perhaps, logging prints the values to standard error instead.
logging.raiseExceptions = False


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": timezone.now().isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": format_message(record),
        }
        if record.exc_info and record.exc_info[1]:
            line["error"] = list_error_kinds(record.exc_info[1])
            line["at"] = list_code_lines(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


class PlainLines(logging.Formatter):
    """The same for people to read, on a machine where somebody looks. Whole texts only where DEBUG is on."""

    def format(self, record: logging.LogRecord) -> str:
        if settings.DEBUG:
            return super().format(record)
        lines = [f"{timezone.now():%Y-%m-%d %H:%M:%S} {record.levelname} {record.name} {format_message(record)}"]
        if record.exc_info and record.exc_info[1]:
            error = record.exc_info[1]
            lines += [f"    {line}" for line in [*list_error_kinds(error), *list_code_lines(error)]]
        return "\n".join(lines)


def format_message(record: logging.LogRecord) -> str:
    """What happened, in words that hold nobody's."""
    if not isinstance(record.msg, str):  # an exception in the place of a message: its text may be anybody's
        return type(record.msg).__qualname__
    if record.name.startswith("django.security"):  # its text is what the client sent
        return record.name.rpartition(".")[2]
    if record.name == "django.request":
        return f"{getattr(record, 'status_code', '')} {get_view_name(getattr(record, 'request', None))}".strip()
    if record.name.partition(".")[0] in OURS:
        return fill_template(record.msg, record.args, show_own_value)
    return fill_template(record.msg, record.args, LIBRARIES.get(record.name, {}).get(record.msg))


def get_view_name(request: Any) -> str:
    """The name of the page, never its address: that may hold a random id, a word that was typed, or SPACE_PATH."""
    match = getattr(request, "resolver_match", None)
    return match.view_name or "a page without a name" if match else "no page of ours"


def list_error_kinds(error: BaseException | None) -> list[str]:
    """The exception's type, then those it came from."""
    kinds: list[str] = []
    while error is not None and len(kinds) < DEEPEST:
        kinds.append(f"{type(error).__module__}.{type(error).__qualname__}")
        error = error.__cause__ or error.__context__
    return kinds


def list_code_lines(error: BaseException) -> list[str]:
    """The last lines of code it went through, without their text."""
    frames = traceback.extract_tb(error.__traceback__)[-DEEPEST:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def is_harmless(record: logging.LogRecord) -> bool:
    """gunicorn writes the client's address into this one, and into no pattern."""
    return not str(record.msg).startswith("Invalid request from")


class SharedFormatter(logging.Formatter):
    """As the rest of the log. Asked for each line: gunicorn begins before there are settings."""

    def format(self, record: logging.LogRecord) -> str:
        return (PlainLines if settings.LOG_FORMAT == "plain" else JsonLines)().format(record)


class GunicornLogger(Logger):
    """gunicorn's own words, by the same rule (--logger-class in the Dockerfile)."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(SharedFormatter())
            handler.addFilter(is_harmless)
