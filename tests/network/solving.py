"""A small exact solver for whoever subtracts: whole numbers within bounds, and sums of them within bounds.

Bounds are narrowed until nothing moves; what that leaves open is decided by trying, halving the widest number first.
So nothing is a guess: "known to be small" means that the attacker tried everything else and it did not fit.
"""

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field

MANY = 400  # more members than any world of these tests has
Bounds = dict[Hashable, tuple[int, int]]


@dataclass(frozen=True)
class Sum:
    """least <= the weighted numbers together <= most"""

    weights: Mapping[Hashable, int]
    least: int
    most: int


@dataclass
class Puzzle:
    bounds: Bounds = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    of: dict[Hashable, list[int]] = field(default_factory=lambda: defaultdict(list))

    def number(self, name: Hashable, least: int = 0, most: int = MANY) -> Hashable:
        self.bounds[name] = (least, most)
        return name

    def add(self, weights: Mapping[Hashable, int], least: int = -MANY, most: int = MANY) -> None:
        for name in weights:
            self.of[name].append(len(self.sums))
        self.sums.append(Sum(weights, least, most))

    def add_total(self, name: Hashable, parts: Iterable[Hashable]) -> None:
        self.add({name: -1, **dict.fromkeys(parts, 1)}, 0, 0)

    def narrowed(self, bounds: Bounds, changed: Iterable[Hashable] | None = None) -> Bounds | None:
        """The same bounds as narrow as the sums make them, each by itself; None where nothing fits."""
        found = dict(bounds)
        names = self.bounds if changed is None else changed
        queue = deque(dict.fromkeys(number for name in names for number in self.of[name]))
        waiting = set(queue)
        while queue:
            number = queue.popleft()
            waiting.discard(number)
            moved = narrow(self.sums[number], found)
            if moved is None:
                return None
            more = [other for name in moved for other in self.of[name] if other not in waiting]
            queue.extend(dict.fromkeys(more))
            waiting.update(more)
        return found

    def answer(self) -> Bounds | None:
        """Some numbers that fit everything; None where there are none."""
        bounds = self.narrowed(self.bounds)
        return None if bounds is None else self.search(bounds)

    def search(self, bounds: Bounds) -> Bounds | None:
        """The widest number is halved until all are single; narrowing in between lets it go wrong seldom."""
        name = max(bounds, key=lambda one: bounds[one][1] - bounds[one][0])
        least, most = bounds[name]
        if least == most:
            return bounds
        middle = (least + most) // 2
        for half in ((least, middle), (middle + 1, most)):
            rest = self.narrowed({**bounds, name: half}, [name])
            if rest is not None and (found := self.search(rest)) is not None:
                return found
        return None

    def with_number(self, name: Hashable, least: int, most: int) -> Bounds | None:
        """Some numbers that fit everything, this one between the two."""
        bounds = self.narrowed(self.bounds)
        if bounds is None or max(least, bounds[name][0]) > min(most, bounds[name][1]):
            return None
        ends = max(least, bounds[name][0]), min(most, bounds[name][1])
        rest = self.narrowed({**bounds, name: ends}, [name])
        return None if rest is None else self.search(rest)

    def known_to_be(self, least: int, most: int) -> set[Hashable]:
        """Which numbers cannot be below, cannot be above: all that fits puts them between the two.

        Every answer that is found settles many of them, so few have to be tried by themselves.
        """
        some = self.answer()
        if some is None:
            return set()
        inside = {name for name in self.bounds if least <= some[name][0] <= most}
        for name in list(inside):
            for ends in ((0, least - 1), (most + 1, MANY)):
                if name in inside and (other := self.with_number(name, *ends)) is not None:
                    inside -= {one for one in inside if not least <= other[one][0] <= most}
        return inside


def narrow(row: Sum, bounds: Bounds) -> list[Hashable] | None:
    """Which numbers' bounds moved; None where the sum cannot be."""
    low = high = 0
    for name, weight in row.weights.items():
        ends = weight * bounds[name][0], weight * bounds[name][1]
        low, high = low + min(ends), high + max(ends)
    if low > row.most or high < row.least:
        return None
    moved = []
    for name, weight in row.weights.items():
        least, most = bounds[name]
        ends = weight * least, weight * most
        # What this one may weigh, given what all others weigh at least and at most.
        room_low, room_high = row.least - (high - max(ends)), row.most - (low - min(ends))
        if weight < 0:
            room_low, room_high = room_high, room_low
        new = max(least, -(-room_low // weight)), min(most, room_high // weight)
        if new[0] > new[1]:
            return None
        if new != (least, most):
            bounds[name] = new
            moved.append(name)
            ends_new = weight * new[0], weight * new[1]
            low += min(ends_new) - min(ends)
            high += max(ends_new) - max(ends)
    return moved
