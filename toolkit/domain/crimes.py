"""Which of the two crimes a text of law is about. Most are about neither alone: they bind in work against either."""

from collections.abc import Iterable

TRAFFICKING = {"tip", "opg", "saarc-trafficking"}
SMUGGLING = {"som"}


def find_crimes(instruments: Iterable[str]) -> dict[str, bool]:
    """`on_tip` and `on_som` of what rests on the instruments with these keys."""
    named = set(instruments)
    return {"on_tip": bool(named & TRAFFICKING), "on_som": bool(named & SMUGGLING)}
