"""Makes the fixture of a release: `python -m tests.upgrade.make [COMMIT]`, called by script/make_release_fixture.

It checks the release out, lets its own script/prepare.py make a portal on each engine, fills that by people.py, and
keeps it (keeping.py). The libraries are those of .venv. Needs PostgreSQL at DATABASE_URL.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

from tests.upgrade.keeping import KEYS, PEOPLE, PORTAL, RELEASES, SECRET_KEY, lay_out, pack

ROOT = Path(__file__).resolve().parent.parent.parent
# Not through a link: what renders files in 0.1 reads nothing outside of where it believes its libraries are.
PYTHON = Path(sys.prefix).resolve() / "bin/python"
KEPT = ("PATH", "HOME", "LANG", "TMPDIR")


@contextmanager
def checkout(commit: str) -> Iterator[Path]:
    """The release's files, with the present tests/upgrade instead of its own."""
    with tempfile.TemporaryDirectory(prefix="release-") as folder:
        place = Path(folder, "portal")
        subprocess.run(["git", "worktree", "add", "--quiet", "--detach", place, commit], cwd=ROOT, check=True)
        try:
            shutil.rmtree(place / "tests/upgrade", ignore_errors=True)
            shutil.copytree(ROOT / "tests/upgrade", place / "tests/upgrade", ignore=lambda *_: ["releases"])
            for source in place.glob("locale/**/*.po"):
                subprocess.run(["msgfmt", "-o", source.with_suffix(".mo"), source], check=True)
            yield place
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", place], cwd=ROOT, check=True)


@contextmanager
def empty_database(url: str, folder: Path) -> Iterator[str]:
    """The address of a new database beside the one of `url`, or of a file in the folder; gone afterwards."""
    if not url.startswith("postgres"):
        yield f"sqlite:///{folder / 'portal.sqlite3'}"
        return
    name = f"portal_upgrade_{os.getpid()}"
    with closing(psycopg2.connect(urlsplit(url)._replace(path="/postgres").geturl())) as server:
        server.autocommit = True
        with server.cursor() as cursor:
            cursor.execute(f"create database \"{name}\" template template0 encoding 'UTF8'")
            try:
                yield urlsplit(url)._replace(path=f"/{name}").geturl()
            finally:
                cursor.execute(f'drop database if exists "{name}" with (force)')


def environment(url: str, var: Path) -> dict[str, str]:
    """That of an embedded portal whose folder is `var`."""
    own = {name: os.environ[name] for name in KEPT if name in os.environ}
    own |= {
        "STARTER_TRANSLATIONS": "",
        "PORTAL": "embedded",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": SECRET_KEY,
    }
    return own | {"DATABASE_URL": url, "VAR_DIR": str(var), "EXIT_ADDRESS": "http://localhost:8000/healthz"}


def new_folder(var: Path) -> Path:
    for name in ("broker/queue", "broker/control", "exports", "media", "log"):
        (var / name).mkdir(parents=True)
    return var


def fill(place: Path, url: str, keys: Path, folder: Path) -> None:
    """One engine's portal, laid out in `folder`. The keys are the same for both."""
    with tempfile.TemporaryDirectory(prefix="portal-") as temporary:
        var = new_folder(Path(temporary, "var"))
        if keys.exists():
            shutil.copyfile(keys, var / "keys.json")
        with empty_database(url, Path(temporary)) as address:
            for words in (["script/prepare.py"], ["-m", "tests.upgrade.people", str(var / PEOPLE)]):
                subprocess.run([PYTHON, *words], cwd=place, env=environment(address, var), check=True)
            lay_out(address, var, folder)
        shutil.copyfile(var / "keys.json", keys)


def main(commit: str) -> None:
    with checkout(commit) as place, tempfile.TemporaryDirectory(prefix="laid-out-") as folder:
        version = tomllib.loads((place / "pyproject.toml").read_text())["project"]["version"]
        release = RELEASES / version
        shutil.rmtree(release, ignore_errors=True)
        release.mkdir(parents=True)
        for url in (os.environ["DATABASE_URL"], "sqlite"):
            fill(place, url, release / KEYS, Path(folder))
        pack(Path(folder), release / PORTAL)
        found = subprocess.run(["git", "rev-parse", commit], cwd=ROOT, check=True, capture_output=True, text=True)
    about = {"version": version, "commit": found.stdout.strip()}
    (release / "about.json").write_text(json.dumps(about, indent=1) + "\n")
    for file in sorted(release.iterdir()):
        print(f"{file.stat().st_size:>9,} {file.relative_to(ROOT)}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "HEAD")
