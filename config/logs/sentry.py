"""Errors to a Sentry server, for those who run one: what the log of production says, and not a word more.

The library's own listeners stay off: it sees no request, no cookie, no query, no local variable and no breadcrumb. It
hears of log lines at ERROR only, as Django and Celery write them, and of each a new event is made from what is allowed:
the kind of error and the places in the code. A list of what to leave out would always miss something. What happens in
the Women's Network is not sent at all.
"""

import logging
from typing import Any

from config.logs import format_message, get_view_name

SILENT_APP = "network"
FRAME_FIELDS = ("function", "module", "lineno", "in_app")
EVENT_FIELDS = ("event_id", "timestamp", "level", "platform", "logger")


def start_sentry(dsn: str) -> None:
    """Raises ImportError with what to install where the library is missing."""
    try:
        import sentry_sdk
        from sentry_sdk.integrations.logging import LoggingIntegration
    except ImportError as missing:
        raise ImportError(
            "SENTRY_DSN needs the extra: uv sync --extra sentry, or an image built with WITH_SENTRY=true"
        ) from missing
    sentry_sdk.init(
        dsn=dsn,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[LoggingIntegration(level=None, event_level=logging.ERROR)],
        before_send=filter_event,  # type: ignore[arg-type]  # its events are plain dictionaries
        before_breadcrumb=lambda crumb, hint: None,
        max_breadcrumbs=0,
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        auto_session_tracking=False,
        send_client_reports=False,
        server_name="portal",
        traces_sample_rate=0,
    )


def filter_event(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any] | None:
    """A new event made of harmless parts; None where it is about the network."""
    record: logging.LogRecord | None = hint.get("log_record")
    if record is None:
        return None
    values = event.get("exception", {}).get("values", [])
    kinds = [{"type": one.get("type"), "module": one.get("module"), "stacktrace": list_frames(one)} for one in values]
    if concerns_network(record, kinds):
        return None
    clean = {name: event[name] for name in EVENT_FIELDS if name in event}
    return {**clean, "message": format_message(record), "exception": {"values": kinds}}


def list_frames(error: dict[str, Any]) -> dict[str, Any]:
    frames = (error.get("stacktrace") or {}).get("frames", [])
    return {"frames": [{name: frame[name] for name in FRAME_FIELDS if name in frame} for frame in frames]}


def concerns_network(record: logging.LogRecord, kinds: list[dict[str, Any]]) -> bool:
    """By its page, its task, its logger, or any line of code it came through."""
    data = getattr(record, "data", None)
    task = str(data.get("name", "")) if isinstance(data, dict) else ""
    names = [record.name, get_view_name(getattr(record, "request", None)).replace(":", "."), task]
    names += [str(frame.get("module") or "") for kind in kinds for frame in kind["stacktrace"]["frames"]]
    return any(name.split(".")[0] == SILENT_APP for name in names)
