"""What the worker does. Arguments are ids or public addresses: the broker keeps them in clear text."""

from exports.tasks.keying import key_of
from exports.tasks.queueing import enqueue, send
from exports.tasks.rendering import prerender, render_export
from exports.tasks.sweeping import sweep

__all__ = ["enqueue", "key_of", "prerender", "render_export", "send", "sweep"]
