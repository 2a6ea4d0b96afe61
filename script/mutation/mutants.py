"""The changes: a seeded sample of them, made with cosmic-ray's operators and two of our own."""

import ast
import difflib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import parso
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.operators.operator import Operator
from cosmic_ray.plugins import get_operator
from parso.tree import NodeOrLeaf

APPS = ("accounts", "assessments", "config", "exports", "modules", "network", "toolkit")
# What starts, draws and words is seen by real files, real starts and real browsers, minutes each.
LEFT_OUT = {
    *("migrations", "management", "apps", "urls", "settings", "wsgi", "celery", "routing", "sitemaps"),
    *("pdf", "printouts", "packages", "emails", "blocks", "wagtail_hooks", "templatetags"),
}
COMPARED = ("Eq_NotEq", "NotEq_Eq", "Lt_LtE", "LtE_Lt", "Gt_GtE", "GtE_Gt", "Is_IsNot", "IsNot_Is")
COMBINED = ("Add_Sub", "Sub_Add", "Mul_Add", "Div_Mul", "FloorDiv_Mul", "Mod_Mul", "BitOr_BitAnd", "BitAnd_BitOr")
PLAIN = (
    *("AddNot", "ReplaceTrueWithFalse", "ReplaceFalseWithTrue", "ReplaceAndWithOr", "ReplaceOrWithAnd"),
    *("ReplaceBreakWithContinue", "ReplaceContinueWithBreak", "ReplaceUnaryOperator_Delete_Not"),
    *("ReplaceUnaryOperator_Delete_Invert", "NumberReplacer", "RemoveDecorator", "ZeroIterationForLoop"),
)


class DropCall(Operator):
    """A call for its effect is left out: the check, the lock, the entry in the trail."""

    def mutation_positions(self, node: NodeOrLeaf) -> Iterator[tuple]:
        alone = node.parent is not None and node.parent.type == "simple_stmt"
        if alone and node.type in ("atom_expr", "power") and node.children[-1].get_code(False).startswith("("):
            yield node.start_pos, node.end_pos

    def mutate(self, node: NodeOrLeaf, index: int) -> NodeOrLeaf:
        return replacement("...", node)

    @classmethod
    def examples(cls) -> tuple:
        return ()


class DropCondition(Operator):
    """One condition of a query is left out: `filter(team=team, left=None)` asks for the team only."""

    NAMES = ("filter", "exclude", "get", "get_object_or_404", "Q")

    def mutation_positions(self, node: NodeOrLeaf) -> Iterator[tuple]:
        for argument in self.conditions(node):
            yield argument.start_pos, argument.end_pos

    def conditions(self, node: NodeOrLeaf) -> list[NodeOrLeaf]:
        if node.type != "trailer" or node.children[0].value != "(":
            return []
        before = node.get_previous_sibling()
        if before is None or before.get_code(False).lstrip(".") not in self.NAMES:
            return []
        inside = node.children[1]
        several = inside.children if inside.type == "arglist" else [inside]
        return [one for one in several if one.type == "argument" and one.children[1].get_code(False) == "="]

    def mutate(self, node: NodeOrLeaf, index: int) -> NodeOrLeaf:
        gone = self.conditions(node)[index]
        siblings = gone.parent.children
        at = siblings.index(gone)
        if gone.parent is node:  # the only one
            del siblings[at]
        elif at:
            del siblings[at - 1 : at + 1]  # with the comma before it
        else:
            del siblings[:2]
        return node

    @classmethod
    def examples(cls) -> tuple:
        return ()


def replacement(code: str, node: NodeOrLeaf) -> NodeOrLeaf:
    leaf = parso.parse(code).children[0]
    leaf.get_first_leaf().prefix = node.get_first_leaf().prefix
    return leaf


def operators() -> dict[str, Operator]:
    """By name. cosmic-ray has two hundred; these are the ones that people make as mistakes."""
    names = [*PLAIN, *(f"ReplaceComparisonOperator_{pair}" for pair in COMPARED)]
    names += [f"ReplaceBinaryOperator_{pair}" for pair in COMBINED]
    made = {name: get_operator(f"core/{name}")() for name in names}
    return {**made, "DropCall": DropCall(), "DropCondition": DropCondition()}


@dataclass(frozen=True)
class Mutant:
    file: str  # from the root
    function: str  # as code objects call it: Class.method
    line: int
    operator: str
    before: str
    after: str  # the whole file, changed

    @property
    def app(self) -> str:
        return self.file.partition("/")[0]

    @property
    def diff(self) -> str:
        old, new = self.before.splitlines(), self.after.splitlines()
        return "\n".join(list(difflib.unified_diff(old, new, self.file, self.file, lineterm="", n=1)))

    @property
    def change(self) -> str:
        """What went and what came, without places: by this an equivalent one is known again when lines move."""
        lines = [line for line in self.diff.splitlines() if line[:1] in "+-" and not line.startswith(("---", "+++"))]
        return " ".join(" ".join(line.split()) for line in lines)


def sources(root: Path, app: str) -> list[Path]:
    found = sorted((root / app).rglob("*.py"))
    return [
        path for path in found if not {part.removesuffix(".py") for part in path.relative_to(root).parts} & LEFT_OUT
    ]


def functions(path: Path) -> list[tuple[str, int, int]]:
    """Name, first line (of its decorators) and last line of each function that stands in a module or a class."""
    found = []

    def look(body: list[ast.stmt], prefix: str) -> None:
        for node in body:
            if isinstance(node, ast.ClassDef):
                look(node.body, f"{prefix}{node.name}.")
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
                found.append((f"{prefix}{node.name}", first, node.end_lineno or first))

    look(ast.parse(path.read_text()).body, "")
    return found


def sample(root: Path, app: str, seed: int, files: list[Path] | None = None) -> Iterator[Mutant]:
    """Changes of one app, one after the other: a long function counts more, each kind of change alike."""
    chance = random.Random(f"{seed} {app}")
    places = [(path, *place) for path in files or sources(root, app) for place in functions(path)]
    weights = [last - first + 1 for _path, _name, first, last in places]
    seen: set[str] = set()
    for _attempt in range(50 * len(places)):
        path, name, first, last = chance.choices(places, weights)[0]
        if (made := one_of(root, path, name, first, last, chance)) and made.after not in seen:
            seen.add(made.after)
            yield made


def one_of(root: Path, path: Path, name: str, first: int, last: int, chance: random.Random) -> Mutant | None:
    source = path.read_text()
    kinds: dict[str, list[tuple[int, int, int]]] = {}
    for number, node in enumerate(ast_nodes(get_ast(source))):
        if not first <= node.start_pos[0] <= last or node.type == "file_input" or is_type_hint(node):
            continue
        for kind, operator in OPERATORS.items():
            if kind != "RemoveDecorator" and is_decorator(node):
                continue  # how often a task is tried again is a choice, not logic
            for index, (start, _end) in enumerate(operator.mutation_positions(node)):
                kinds.setdefault(kind, []).append((number, index, start[0]))
    if not kinds:
        return None
    kind = chance.choice(sorted(kinds))
    number, index, line = chance.choice(kinds[kind])
    after = changed(source, OPERATORS[kind], number, index)
    if after is None or after == source:
        return None
    return Mutant(str(path.relative_to(root)), name, line, kind, source, after)


def is_type_hint(node: NodeOrLeaf) -> bool:
    """Whether it says a type: annotations, and the second word of `isinstance(x, A | B)`."""
    child, parent = node, node.parent
    while parent is not None and parent.type not in ("suite", "file_input"):
        if parent.type in ("annassign", "tfpdef") and parent.children.index(child) > 0:
            return True
        if parent.type == "funcdef" and child is parent.annotation:
            return True
        child, parent = parent, parent.parent
        if parent is not None and child.type == "trailer" and parent.children[0].get_code(False) == "isinstance":
            return True
    return False


def is_decorator(node: NodeOrLeaf) -> bool:
    """Whether it stands in one."""
    parent = node.parent
    while parent is not None and parent.type not in ("suite", "file_input"):
        if parent.type == "decorator":
            return True
        parent = parent.parent
    return False


def changed(source: str, operator: Operator, number: int, index: int) -> str | None:
    """The source with the node `number` changed; None where nothing that Python reads comes out."""
    tree = get_ast(source)
    node = list(ast_nodes(tree))[number]
    siblings, at = node.parent.children, node.parent.children.index(node)
    new = operator.mutate(node, index)
    siblings[at : at + 1] = [] if new is None else [new]
    after = tree.get_code()
    try:
        ast.parse(after)
    except SyntaxError:
        return None
    return after


OPERATORS = operators()
