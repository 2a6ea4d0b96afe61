"""What import-linter cannot see."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
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


def test_env_example_names_every_variable_settings_read() -> None:
    read = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", (ROOT / "config/settings.py").read_text()))
    read |= set(re.findall(r"env\.db_url\(\"([A-Z_]+)\"", (ROOT / "config/settings.py").read_text()))
    told = set(re.findall(r"^#?\s?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert read - told == set()


@pytest.mark.thorough
def test_slow_libraries_are_not_imported_when_the_site_starts() -> None:
    import subprocess
    import sys

    slow = ["weasyprint", "pikepdf", "fontTools", "openpyxl", "pypdf"]
    code = f"import django, sys; django.setup(); import config.urls; print([m for m in {slow} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]", done.stderr[-2000:]
