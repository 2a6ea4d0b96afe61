"""Puts a changed function in the place of the old one in a process that has loaded it."""

import gc
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType


class NotHere(Exception):
    """It cannot be done here: what changed is no body of a function, or its module is not loaded."""


def swap(path: Path, after: str) -> None:
    """Decorated or not, held by a class, a table of addresses or a closure: the object stays, its code is another one.

    Raises NotHere.
    """
    if not any(getattr(module, "__file__", None) == str(path) for module in list(sys.modules.values())):
        raise NotHere
    old, new = (compile(text, str(path), "exec", dont_inherit=True) for text in (path.read_text(), after))
    bodies = dict(pairs(old, new))
    # Not isinstance: it would wake lazy objects.
    living = [one for one in gc.get_objects() if type(one) is FunctionType and one.__code__.co_filename == str(path)]
    places = {(code.co_qualname, code.co_firstlineno): body for code, body in bodies.items()}
    done = 0
    for function in living:
        body = places.get((function.__code__.co_qualname, function.__code__.co_firstlineno))
        if body is not None:
            if len(body.co_freevars) != len(function.__code__.co_freevars):
                raise NotHere
            function.__code__ = body
            done += 1
    if not done:
        raise NotHere


def pairs(old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """The functions that differ, old and new. Raises NotHere where more than bodies of functions does."""
    if is_body(old):
        if fingerprint(old) != fingerprint(new):
            yield old, new
        yield from inner(old, new, strict=False)
        return
    if outside(old) != outside(new):
        raise NotHere
    yield from inner(old, new, strict=True)


def inner(old: CodeType, new: CodeType, *, strict: bool) -> Iterator[tuple[CodeType, CodeType]]:
    olds, news = (nested(one) for one in (old, new))
    if [one.co_qualname for one in olds] != [one.co_qualname for one in news]:
        if strict:
            raise NotHere
        return  # the outer one carries the new ones with it
    for one, other in zip(olds, news, strict=True):
        yield from pairs(one, other)


def nested(code: CodeType) -> list[CodeType]:
    return [constant for constant in code.co_consts if isinstance(constant, CodeType)]


def is_body(code: CodeType) -> bool:
    return bool(code.co_flags & 0x2)  # CO_NEWLOCALS: neither a module nor a class


def outside(code: CodeType) -> tuple:
    """What a module or a class does by itself."""
    return code.co_code, code.co_names, [repr(one) for one in code.co_consts if not isinstance(one, CodeType)]


def fingerprint(code: CodeType) -> tuple:
    consts = [fingerprint(one) if isinstance(one, CodeType) else repr(one) for one in code.co_consts]
    return code.co_code, code.co_names, code.co_varnames, code.co_freevars, consts
