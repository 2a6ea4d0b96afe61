"""What import-linter cannot see."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PYPROJECT = ROOT / "pyproject.toml"
# Lower may not know higher. Apps of later issues take their place here when they come.
FLOORS = {
    "config": 3,
    "network": 2,
    "modules": 2,
    "assessments": 2,
    "toolkit": 1,
    "exports": 0,
    "accounts": -1,
}
SHARED_TEMPLATES = {
    "base.html",
    "private.html",
    "components",
    "emails",
    "wagtailadmin",
    "wagtailcore",
    "wagtail_localize",
}
DRAWERS = {"common", "core", "utils", "helpers", "misc", "base", "lib", "shared"}


def ours() -> list[str]:
    return [name for name in FLOORS if (ROOT / name / "__init__.py").exists()]


def test_foreign_keys_follow_the_graph() -> None:
    wrong = []
    for name in set(ours()) - {"config"}:
        for model in apps.get_app_config(name).get_models():
            for field in model._meta.get_fields():
                target = getattr(field, "remote_field", None) and field.concrete and field.related_model
                if not target or target == "self":
                    continue
                other = target._meta.app_label
                if other in FLOORS and other != name and FLOORS[other] >= FLOORS[name]:
                    wrong.append(f"{model.__name__}.{field.name} -> {other}")
    assert wrong == []


def test_a_template_uses_only_its_own_folder_and_the_shared_ones() -> None:
    wrong = []
    for file in (ROOT / "templates").rglob("*.html"):
        place = file.relative_to(ROOT / "templates").parts
        for used in re.findall(r"{%\s*(?:extends|include)\s+[\"']([^\"']+)[\"']", file.read_text()):
            folder = used.split("/")[0]
            own = place[0] if len(place) > 1 else folder
            # Paper is shared by all who print, but borrows from nobody.
            if folder not in SHARED_TEMPLATES | {own, "pdf"}:
                wrong.append(f"{'/'.join(place)} uses {used}")
    assert wrong == []


def test_no_drawer_for_odds_and_ends() -> None:
    found = [
        str(path.relative_to(ROOT))
        for name in [*ours(), "tests"]
        for path in (ROOT / name).rglob("*")
        if path.stem in DRAWERS and (path.is_dir() or path.suffix == ".py") and "management" not in path.parts
    ]
    assert found == []


# What stands at the top of config/: names that Django, Celery or Wagtail look for, and ours, each with what it is for.
THEIRS_IN_CONFIG = set(
    "__init__ apps celery management migrations models settings sitemaps tasks urls views wagtail_hooks wsgi".split()
)
OURS_IN_CONFIG = {
    "backups": "one sealed file a portal comes back from",
    "beat": "the clock, which does none of the work",
    "caches": "what settings.CACHES names",
    "database_router": "what settings.DATABASE_ROUTERS names",
    "environment": "what settings.py reads from the environment",
    "formats": "what settings.FORMAT_MODULE_PATH names",
    "health": "whether the portal works, and who is told",
    "logs": "what a log line, or Sentry, may hold",
    "metrics": "how the portal is, in numbers",
    "middleware": "what settings.MIDDLEWARE names",
    "page_cache": "finished public pages",
    "scheduler": "what settings.CELERY_BEAT_SCHEDULER names",
    "spreadsheets": "what the admin gives away as CSV",
    "storage": "what settings.STORAGES names",
}
DOORS = ["backups", "caches", "health", "logs", "metrics", "middleware", "page_cache", "storage"]


def test_at_the_top_of_config_stand_the_listed_names_only() -> None:
    """A new file goes into the package that its reader would open, or earns a line here."""
    found = {
        path.stem for path in (ROOT / "config").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert found == THEIRS_IN_CONFIG | set(OURS_IN_CONFIG)


@pytest.mark.parametrize("name", DOORS)
def test_a_package_of_config_says_at_its_door_what_it_is_for_and_names_its_files(name: str) -> None:
    package = ROOT / "config" / name
    said = ast.get_docstring(ast.parse((package / "__init__.py").read_text())) or ""
    assert len(said.splitlines()[0]) > 20
    assert {path.name for path in package.glob("*.py")} - {"__init__.py"} == set(re.findall(r"^(\w+\.py) ", said, re.M))


def told() -> set[str]:
    return set(re.findall(r"^#?\s?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


def read_by(name: str) -> set[str]:
    """Variables that settings, or a file of settings' own, take from the environment."""
    text = (ROOT / name).read_text()
    asked = r"(?:env\.\w+|secret|environ\.get)\(\s*\"([A-Z][A-Z0-9_]+)\""
    return set(re.findall(asked, text))


def test_env_example_names_every_variable_that_is_read() -> None:
    compose = set(re.findall(r"\$\{([A-Z][A-Z0-9_]+)[:}]", (ROOT / "docker-compose.yml").read_text()))
    read = read_by("config/settings.py") | read_by("config/environment.py") | compose
    assert read - told() == set()


def test_env_example_names_nothing_that_nobody_reads() -> None:
    scripts = "".join(path.read_text(errors="replace") for path in (ROOT / "script").iterdir() if path.is_file())
    others = scripts + (ROOT / "docker-compose.yml").read_text() + (ROOT / "tests/journeys/conftest.py").read_text()
    others += "".join(path.read_text() for path in (ROOT / "accounts/management/commands").glob("*.py"))
    read = read_by("config/settings.py") | read_by("config/environment.py") | {"COMPOSE_PROFILES"}
    assert {name for name in told() - read if name not in others} == set()


# Imported where they are installed only: an extra of pyproject.toml, or a tool that the command asks for by name.
WHERE_THERE = {"boto3", "botocore", "storages", "sentry_sdk", "av"}


def test_every_library_that_is_imported_is_named_in_pyproject() -> None:
    """One that only comes along with another is gone with that one's next release."""
    named = {
        re.split(r"[\[<>=~! ]", name)[0] for name in tomllib.loads(PYPROJECT.read_text())["project"]["dependencies"]
    }
    brought = packages_distributions()
    files = (file for app in ours() for file in (ROOT / app).rglob("*.py"))
    imports = {name.split(".")[0] for file in files for name in imported_by(file)}
    foreign = imports - set(sys.stdlib_module_names) - set(ours()) - WHERE_THERE
    missing = {name for name in foreign if not named & {canonical(one) for one in brought.get(name, [name])}}
    assert missing == set()


def imported_by(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


# Views are imported by urls alone and read `events.page`; the others are called by Celery, Wagtail and templates.
CALLED_BY_THEIR_FILE = {"views", "tasks", "wagtail_hooks", "templatetags", "migrations", "commands"}
ONE_WORD = {"config.backups.restoring.restore"}


def functions_of_one_word(trees: dict[str, ast.Module]) -> set[str]:
    return {
        f"{module}.{node.name}"
        for module, tree in trees.items()
        if not CALLED_BY_THEIR_FILE & set(module.split("."))
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and "_" not in node.name.strip("_")
    }


def named_from_elsewhere(tree: ast.Module) -> Iterator[str]:
    """Whatever a file imports by name, and whatever it names as `module.name`."""
    known = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                known[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    yield from known.values()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in known:
            yield f"{known[node.value.id]}.{node.attr}"


def test_a_function_that_another_file_uses_is_called_by_a_verb_and_a_noun() -> None:
    """Whoever reads `told(row)` or `held(row)` there has to open this file to know what it does."""
    files = [file for app in ours() for file in (ROOT / app).rglob("*.py")]
    trees = {
        ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): ast.parse(file.read_text())
        for file in files
    }
    used = {name for tree in trees.values() for name in named_from_elsewhere(tree)}
    assert used & functions_of_one_word(trees) - ONE_WORD == set()


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.thorough
def test_slow_libraries_are_not_imported_when_the_site_starts() -> None:
    slow = ["weasyprint", "pikepdf", "fontTools", "openpyxl", "pypdf"]
    code = f"import django, sys; django.setup(); import config.urls; print([m for m in {slow} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]", done.stderr[-2000:]


# Collects as a worker of pytest-xdist does; an hour of its own shows names that hold the time.
COLLECT = """
import sys
import pytest, time_machine
with time_machine.travel(sys.argv[1]):
    sys.exit(pytest.main(["tests", "--collect-only", "--quiet"]))
"""


@pytest.mark.thorough
@pytest.mark.variant  # two workers of one run find them at one hour; pytest-xdist runs nothing where they differ
def test_every_worker_finds_the_same_tests_by_the_same_names() -> None:
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", COLLECT, hour],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed, hour in (("1", "2026-03-01T08:00:00Z"), ("2", "2031-11-30T21:31:41Z"))
    ]
    said = [worker.communicate(timeout=300)[0].splitlines() for worker in workers]
    found, again = [[line for line in lines if "::" in line] for lines in said]
    assert sum(f"{Path(__file__).name}::" in name for name in found) > 5, said[0][-20:]
    assert sorted(set(found) ^ set(again)) == []
    assert found == again


def test_every_decision_stands_once_in_the_list_of_its_area_under_its_own_title() -> None:
    text = (ROOT / "docs/decisions.md").read_text()
    decided = dict(re.findall(r"^## (\d+)\. (.+)$", text, re.MULTILINE))
    listed = re.findall(
        r"^\| (\d+) \| \d{4}-\d\d-\d\d \| (.+?)(?: \(in part: \d+\)| \(replaced by \d+\))? \|$", text, re.MULTILINE
    )
    assert sorted(int(number) for number, _title in listed) == list(range(1, len(decided) + 1))
    assert dict(listed) == decided
