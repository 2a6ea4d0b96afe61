"""Whether somebody who walks a path of short screens always finds a way on."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

NAMED = re.compile(r"\{([a-z][a-z0-9-]*)\}")


@dataclass(frozen=True)
class Screen:
    """`leads_to`: keys of screens, in the order of the answers. `goes_on`: an end that leads to help or a tool.
    `names`: keys of other screens or sentences that its words name."""

    key: str
    leads_to: tuple[str, ...] = ()
    goes_on: bool = False
    names: tuple[str, ...] = ()

    @property
    def is_end(self) -> bool:
        return not self.leads_to


def find_named(text: str) -> tuple[str, ...]:
    """The keys in curly brackets, in order."""
    return tuple(NAMED.findall(text))


def check_path(screens: Iterable[Screen], sentences: Iterable[str]) -> list[str]:
    """What is wrong with a path, in sentences for its editor; nothing for a path without screens.

    The first screen is where it starts. `sentences`: the keys that its words may name besides those of screens.
    """
    screens = list(screens)
    path = {screen.key: screen for screen in reversed(screens)}  # of two with one key the first
    if not screens:
        return []
    return [*check_keys(screens, {*path, *sentences}), *check_ways(path, screens[0].key)]


def check_keys(screens: list[Screen], known: set[str]) -> Iterator[str]:
    for key, times in Counter(screen.key for screen in screens).items():
        if times > 1:
            yield _("Two screens have the key %s.") % key
    for screen in screens:
        for name in screen.names:
            if name not in known:
                said = {"key": screen.key, "name": name}
                yield _("Screen %(key)s names %(name)s, which is neither a screen nor a sentence.") % said


def check_ways(path: Mapping[str, Screen], start: str) -> Iterator[str]:
    ways = {key: screen.leads_to for key, screen in path.items()}
    back = {key: [one for one, to in ways.items() if key in to] for key in path}
    ends = [key for key, screen in path.items() if screen.is_end]
    can_begin, can_end = reached([start], ways), reached(ends, back)
    for key, screen in path.items():
        for to in screen.leads_to:
            if to not in path:
                yield _("Screen %(key)s leads to %(to)s, which is no screen.") % {"key": key, "to": to}
        if key not in can_begin:
            yield _("Nobody can come to screen %s.") % key
        if key not in can_end:
            yield _("From screen %s no answer leads to an end.") % key
        if screen.is_end and not screen.goes_on:
            yield _("Screen %s ends and leads to no help: name a page where it goes on.") % key


def reached(start: Iterable[str], ways: Mapping[str, Iterable[str]]) -> set[str]:
    """Everything that can be come to from `start`."""
    found, ahead = set(), list(start)
    while ahead:
        key = ahead.pop()
        if key not in found and key in ways:
            found.add(key)
            ahead.extend(ways[key])
    return found
