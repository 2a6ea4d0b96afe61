"""What stands where: models/ holds tables, domain/ pure rules, and no two files need each other."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ["config", "accounts", "exports", "toolkit", "network", "modules", "assessments"]
# Of the database without being a table: (file, why).
NO_TABLES = {
    "exports/models/querysets.py": "the queries of the ledger",
    "toolkit/models/translation.py": "the queryset of what is translated",
}
KEPT_OUT = ("django.http", "django.template", "django.core.cache", "django.shortcuts", "django.forms")


def files(*rooms: str) -> Iterator[Path]:
    """Of the apps and of the features in them; a room is a folder or one file."""
    for app in APPS:
        for file in (ROOT / app).rglob("*.py"):
            if set(rooms) & set(name_of(file).split(".")[1:]):
                yield file


def name_of(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def needed_by(file: Path) -> Iterator[ast.stmt]:
    """Its imports, wherever they stand, but for those that only a type checker reads."""
    tree = ast.parse(file.read_text())
    typing = [node for node in ast.walk(tree) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)]
    passed_over = {id(node) for block in typing for node in ast.walk(block)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom) and id(node) not in passed_over:
            yield node


def modules_in(statement: ast.stmt, file: Path) -> Iterator[str]:
    """Every module that an import may mean: `from a import b` means a.b where that is one, else a."""
    if isinstance(statement, ast.Import):
        yield from (alias.name for alias in statement.names)
    if isinstance(statement, ast.ImportFrom):
        here = name_of(file).split(".")
        above = here[: len(here) - statement.level + (file.name == "__init__.py")] if statement.level else []
        base = ".".join([*above, *filter(None, [statement.module])])
        for alias in statement.names:
            yield f"{base}.{alias.name}" if known(f"{base}.{alias.name}") else base


def known(name: str) -> bool:
    place = ROOT.joinpath(*name.split("."))
    return place.with_suffix(".py").exists() or (place / "__init__.py").exists()


def test_a_file_in_models_declares_a_table_or_is_listed_with_a_reason() -> None:
    tables = {model.__module__ for model in apps.get_models()}
    without = {
        str(file.relative_to(ROOT))
        for file in files("models")
        if file.name != "__init__.py" and name_of(file) not in tables and not declares_columns(file)
    }
    assert without == set(NO_TABLES)


def declares_columns(file: Path) -> bool:
    """A field, or an abstract model that tables are made of."""
    classes = (node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.ClassDef))
    bases = {ast.unparse(base) for node in classes for base in node.bases}
    return any(base.startswith("models.") and base.endswith("Field") for base in bases) or "models.Model" in bases


@pytest.mark.parametrize("room", ["models", "domain"])
def test_tables_and_rules_know_no_request_no_template_no_form_and_no_cache(room: str) -> None:
    wrong = [
        f"{file.relative_to(ROOT)} needs {name}"
        for file in files(room)
        for statement in needed_by(file)
        for name in modules_in(statement, file)
        if name.startswith(KEPT_OUT)
    ]
    assert wrong == []


def test_rules_ask_the_database_nothing() -> None:
    asking = [str(file.relative_to(ROOT)) for file in files("domain") if ".objects" in file.read_text()]
    assert asking == []


def test_rules_know_no_table_of_any_app() -> None:
    """Whoever holds a row can ask it for more: a rule is told what it needs."""
    wrong = [
        f"{file.relative_to(ROOT)} needs {name}"
        for file in files("domain")
        for statement in needed_by(file)
        for name in modules_in(statement, file)
        if name.split(".")[0] in APPS and "models" in name.split(".")
    ]
    assert wrong == []


def test_the_rooms_of_features_are_looked_at_as_well() -> None:
    found = {str(file.relative_to(ROOT)) for file in files("domain")}
    assert {"network/events/domain.py", "network/domain/codes.py", "toolkit/domain/sound.py"} <= found


def layers_of(contract: str) -> list[set[str]]:
    """The rooms of a contract of import-linter, from the top."""
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = next(one["layers"] for one in linter["contracts"] if one["name"] == contract)
    return [set(re.findall(r"\w+", layer)) for layer in layers]


def test_between_features_of_the_network_rooms_point_down_as_inside_an_app() -> None:
    """A feature's actions use no other feature's forms. import-linter knows the order of features, and of the rooms in
    each."""
    layers = layers_of("Inside an app, imports point down")
    place = {room: number for number, rooms in enumerate(layers) for room in rooms}

    def floor_of(name: str) -> int | None:
        """Of network.views.access and of network.events.views.administration."""
        return next((place[part] for part in name.split(".")[1:3] if part in place), None)

    wrong = []
    for file in (ROOT / "network").rglob("*.py"):
        here = floor_of(name_of(file))
        if here is None or "migrations" in file.parts:
            continue
        needed = {name for statement in needed_by(file) for name in modules_in(statement, file)}
        floors = {name: floor_of(name) for name in needed if name.startswith("network.")}
        below = [name for name, floor in floors.items() if floor is not None and floor < here]
        wrong += [f"{file.relative_to(ROOT)} needs {name}" for name in below]
    assert wrong == []


def test_a_feature_of_the_network_says_at_its_door_what_it_is() -> None:
    shared = {room for rooms in layers_of("Inside an app, imports point down") for room in rooms}
    features = {path.parent for path in (ROOT / "network").glob("*/__init__.py")}
    silent = [path.name for path in features if not ast.get_docstring(ast.parse((path / "__init__.py").read_text()))]
    assert set(silent) <= shared | {"migrations", "management"}


def test_no_two_files_need_each_other() -> None:
    """Also not in a roundabout way, and not by an import that stands in a function."""
    every = [file for app in APPS for file in (ROOT / app).rglob("*.py") if "migrations" not in file.parts]
    needs = {
        name_of(file): {one for statement in needed_by(file) for one in modules_in(statement, file)} for file in every
    }
    needs = {name: (found & needs.keys()) - {name} for name, found in needs.items()}
    while free := {name for name, found in needs.items() if not found}:
        needs = {name: found - free for name, found in needs.items() if name not in free}
    tied = {name for name in needs if any(name in found for found in needs.values())}
    assert {name: sorted(needs[name] & tied) for name in sorted(tied)} == {}
