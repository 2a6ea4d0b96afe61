"""What the worker does. Arguments are ids or public addresses: the broker keeps them in clear text."""

from exports.tasks.keying import compute_export_key
from exports.tasks.queueing import enqueue_export, send_task
from exports.tasks.rendering import prerender, render_export
from exports.tasks.sweeping import sweep

__all__ = ["compute_export_key", "enqueue_export", "prerender", "render_export", "send_task", "sweep"]
