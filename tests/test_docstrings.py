"""What a function raises stands in its docstring, where others catch it: actions, rules, files and limits."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.test_rooms import ROOT, files

ROOMS = ("actions", "domain", "uploads", "storage", "limits", "backups")


def test_a_function_that_raises_says_so() -> None:
    silent = [
        f"{file.relative_to(ROOT)}:{function.lineno} {function.name}"
        for file in files(*ROOMS)
        for function in public_functions(file)
        if raises(function) and "Raises" not in (ast.get_docstring(function) or "")
    ]
    assert silent == []


def test_a_raise_is_found_behind_a_condition_and_not_inside_another_function() -> None:
    outer, inner = (node for node in ast.walk(ast.parse(EXAMPLE)) if isinstance(node, ast.FunctionDef))
    assert (outer.name, raises(outer), inner.name, raises(inner)) == ("outer", False, "inner", True)


EXAMPLE = """
def outer():
    def inner():
        if True:
            raise ValueError
    return inner
"""


def public_functions(file: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def raises(function: ast.FunctionDef) -> bool:
    """In its own body: what it calls speaks for itself."""
    left: list[ast.AST] = [*function.body]
    while left:
        node = left.pop()
        if isinstance(node, ast.Raise):
            return True
        if not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda):
            left += ast.iter_child_nodes(node)
    return False
