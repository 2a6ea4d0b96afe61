"""What the worker does for the network. Arguments are ids at most: the broker keeps them in clear text."""

from network.tasks.deeds import carry_out
from network.tasks.joining import close_applications, close_the_day
from network.tasks.meeting import match, remind
from network.tasks.purging import purge

__all__ = ["carry_out", "close_applications", "close_the_day", "match", "purge", "remind"]
