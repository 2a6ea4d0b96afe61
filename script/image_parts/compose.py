"""A folder as an operator has it (the tree, .env, secrets/) and `docker-compose` in it."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from script.image_parts.machine import HOST, compose_command, docker, inspect, run, wait_until

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = {
    "ALLOWED_HOSTS": HOST,
    "BASE_URL": f"https://{HOST}",
    "DEFAULT_FROM_EMAIL": "notices@example.org",
    "PORTAL_CPUS": str(min(2, os.cpu_count() or 1)),
}
CERTIFICATE = f"-newkey rsa:2048 -nodes -days 2 -subj /CN={HOST} -addext subjectAltName=DNS:{HOST}".split()
OPERATORS = {".env", "secrets"}  # in no release
OURS = ("web", "worker", "large", "beat", "backup")
ALL = (*OURS, "db", "redis", "cache", "proxy")


class Portal:
    """A portal in its folder, where an upgrade comes by `pull`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def prepare(self) -> None:
        """Make .env, secrets by script/secrets, and a certificate."""
        run("bash", self.folder / "script/secrets")
        certificates = self.folder / "secrets/certificates"
        key, chain = certificates / "privkey.pem", certificates / "fullchain.pem"
        run("openssl", "req", "-x509", *CERTIFICATE, "-keyout", key, "-out", chain)
        os.chown(key, 101, 101)  # the proxy's user
        self.set()

    def pull(self, tree: Path) -> None:
        """The files of that tree in the place of ours, as `git pull` brings them, and the secrets that are new."""
        for path in self.folder.iterdir():
            if path.name not in OPERATORS:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        for path in tree.iterdir():
            if path.name not in OPERATORS:
                copy = shutil.copytree if path.is_dir() else shutil.copy2
                copy(path, self.folder / path.name)
        run("bash", self.folder / "script/secrets")

    def set(self, **more: str) -> None:
        """Write .env."""
        (self.folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in (SETTINGS | more).items()))

    def compose(self, *words: str, seconds: float = 900) -> str:
        return run(*compose_command(), *words, cwd=self.folder, seconds=seconds)

    def read_config(self) -> dict[str, dict[str, Any]]:
        """What compose understands of each service, with every variable filled in."""
        services: dict[str, dict[str, Any]] = json.loads(self.compose("config", "--format", "json"))["services"]
        return services

    def containers(self, service: str) -> list[str]:
        return self.compose("ps", "--all", "--quiet", service).split()

    def is_settled(self, service: str) -> bool:
        """All of its containers run, and are healthy where they can tell."""
        form = "{{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{else}}healthy{{end}}"
        states = inspect(form, self.containers(service))
        return bool(states) and set(states) == {"running healthy"}

    def wait_for(self, *services: str, seconds: float = 180) -> float:
        """Seconds until all of them were settled. Raises Wrong."""
        began = time.monotonic()
        for name in services:
            wait_until(partial(self.is_settled, name), seconds, f"{name} to be healthy")
        return time.monotonic() - began

    def is_up(self) -> None:
        """Wait for every service of ours and its neighbours."""
        self.wait_for(*ALL)


def copy_tree(target: Path) -> Path:
    """This checkout as git would keep it, with what is not committed yet."""
    listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT)
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    return target


def copy_release_before(target: Path) -> tuple[Path, str]:
    """The tree of the release before, and its name: the commit of IMAGE_BEFORE, else the newest tag v*, else the last
    commit of the version before this one. Raises Wrong where git does not know it."""
    commit = os.environ.get("IMAGE_BEFORE") or find_tag() or find_last_version()
    target.mkdir()
    with subprocess.Popen(["git", "archive", commit], cwd=ROOT, stdout=subprocess.PIPE) as archive:
        subprocess.run(["tar", "-x", "-C", str(target)], stdin=archive.stdout, check=True)
    return target, run("git", "describe", "--tags", "--always", commit, cwd=ROOT).strip()


def find_tag() -> str:
    """The newest release that is not this one; "" where there is none."""
    words = "git tag --list v* --merged HEAD --no-contains HEAD --sort=-version:refname".split()
    return run(*words, cwd=ROOT).split("\n")[0]


def find_last_version() -> str:
    words = ["git", "log", "-1", "--format=%H", "-G", "^version = ", "--", "pyproject.toml"]
    return f"{run(*words, cwd=ROOT).strip()}^"


def list_leftovers() -> Mapping[str, list[str]]:
    """What `down` should have removed: containers, networks and volumes that still are there."""
    networks = set(docker("network", "ls", "--format", "{{.Name}}").split()) - {"bridge", "host", "none"}
    return {
        "containers": docker("ps", "--all", "--quiet").split(),
        "networks": sorted(networks),
        "volumes": docker("volume", "ls", "--quiet").split(),
    }
