"""Does in plain folders what the Dockerfile says, for machines without a Docker engine. Used by image_proof.py.

The file itself is read, so that a change of it is tried as it stands. `FROM python:X-slim-CODENAME` becomes a Debian
root of that release with Debian's own Python at the image's place; everything else is done as written, in a chroot.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

WORDS = {"ENV", "RUN", "WORKDIR", "COPY", "USER", "EXPOSE", "HEALTHCHECK", "CMD"}
BASE = re.compile(r"python:(?P<version>\d+\.\d+)-slim-(?P<codename>\w+)")
# What python:slim brings beside Debian's smallest system.
BASE_PACKAGES = "ca-certificates,netbase,tzdata,python3,python3-pip,python3-venv"
# How this machine reaches its package indexes; the Dockerfile's own variables win.
NETWORK = re.compile(r"(?i)(pip|uv|ssl|requests|curl)_\w+|\w+_proxy")
# Debian's images keep no package that was installed, nor apt's own caches.
CLEAN = """DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb || true"; };
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
"""
MOUNTS = """
mount --make-rprivate /
mount --bind "$ROOT" "$ROOT"
mount -t proc proc "$ROOT/proc"
mount -t tmpfs -o mode=755 none "$ROOT/dev"
for device in null zero full random urandom; do
  touch "$ROOT/dev/$device"
  mount --bind "/dev/$device" "$ROOT/dev/$device"
done
ln -s /proc/self/fd "$ROOT/dev/fd"
ln -s /proc/self/fd/1 "$ROOT/dev/stdout"
ln -s /proc/self/fd/2 "$ROOT/dev/stderr"
mkdir -m 1777 "$ROOT/dev/shm"
mount -t tmpfs -o mode=1777,size=64m none "$ROOT/dev/shm"
"""


class BuildError(Exception):
    """The Dockerfile says something that this cannot do, or a command of it failed."""


@dataclass
class Stage:
    base: str
    name: str
    steps: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Image:
    """A finished stage: its folder, and what it says of processes."""

    root: Path
    env: dict[str, str]
    workdir: str = "/"
    user: str = "0:0"
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)


def stages(text: str) -> list[Stage]:
    """The stages of a Dockerfile, each with its steps in their order. Raises BuildError for a word it does not know."""
    found: list[Stage] = []
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    for line in re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines():
        word, _space, rest = line.strip().partition(" ")
        if word == "FROM":
            base, _as, name = rest.partition(" AS ")
            found.append(Stage(base.strip(), name.strip()))
        elif word in WORDS and found:
            found[-1].steps.append((word, rest.strip()))
        elif word:
            raise BuildError(f"The Dockerfile says {word!r}, which is not known here.")
    return found


def ignored(text: str) -> re.Pattern[str]:
    """What .dockerignore leaves out: matches paths below the context. `**`, `*` and plain names are understood."""
    ways = []
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            way = re.escape(line.strip().strip("/")).replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*")
            ways.append(f"{way}(?:/.*)?")
    return re.compile("|".join(ways) or r"(?!)")


class Builder:
    """Builds every stage of the Dockerfile of `context` below `work`, with a log of what the commands say."""

    def __init__(self, context: Path, work: Path) -> None:
        self.context, self.work = context, work
        self.log = work / "build.log"
        self.ignored = ignored((context / ".dockerignore").read_text())
        self.images: dict[str, Image] = {}
        self.words: dict[str, Callable[[Image, str], None]] = {
            "ENV": self.set_variables,
            "RUN": self.run_inside,
            "WORKDIR": self.go_to,
            "COPY": self.copy,
            "EXPOSE": lambda image, rest: None,  # says something to people only
            "USER": lambda image, rest: setattr(image, "user", rest),
            "CMD": lambda image, rest: setattr(image, "command", json.loads(rest)),
            "HEALTHCHECK": lambda image, rest: setattr(image, "health", json.loads(rest.partition("CMD ")[2])),
        }

    def build(self) -> Image:
        """The image of the last stage."""
        for number, stage in enumerate(stages((self.context / "Dockerfile").read_text())):
            image = self.begin(stage, self.work / f"root-{number}")
            for word, rest in stage.steps:
                self.words[word](image, rest)
            self.images[stage.name] = image
        return image

    def begin(self, stage: Stage, root: Path) -> Image:
        match = BASE.fullmatch(stage.base)
        if not match:
            raise BuildError(f"The Dockerfile begins with {stage.base!r}, which is not known here.")
        base = self.work / "base"
        if not base.exists():
            self.bootstrap(base, match["codename"])
            self.check_python(base, match["version"])
        subprocess.run(["cp", "-a", "--reflink=auto", str(base), str(root)], check=True)
        return Image(root, {"PATH": "/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"})

    def bootstrap(self, base: Path, codename: str) -> None:
        """From the package sources of this machine; none is written down in the repository."""
        form = "$(REPO_URI) $(RELEASE) $(COMPONENT)"
        told = subprocess.run(
            ["apt-get", "indextargets", "--format", form, "Created-By: Packages"], capture_output=True, text=True
        )
        sources = sorted({f"deb {line}" for line in told.stdout.splitlines() if line.split()[1].startswith(codename)})
        if not sources:
            raise BuildError(f"The package sources of this machine know no Debian {codename}.")
        command = ["mmdebstrap", "--quiet", "--variant=minbase", f"--include={BASE_PACKAGES}", codename, str(base)]
        self.run([*command, *sources])
        (base / "etc/apt/apt.conf.d/docker-clean").write_text(CLEAN)
        (base / "usr/local/bin").mkdir(exist_ok=True)
        for name, what in {"python3": "python3", "python": "python3", "pip": "pip"}.items():
            (base / "usr/local/bin" / name).symlink_to(f"/usr/bin/{what}")
        for mark in base.glob("usr/lib/python3*/EXTERNALLY-MANAGED"):  # the image's Python is nobody's but its own
            mark.unlink()
        shutil.copyfile("/etc/ssl/certs/ca-certificates.crt", base / "etc/ssl/certs/ca-certificates.crt")

    def check_python(self, base: Path, version: str) -> None:
        if not (base / f"usr/bin/python{version}").exists():
            raise BuildError(f"Debian's Python is not the {version} that the Dockerfile asks for.")

    def run_inside(self, image: Image, command: str) -> None:
        network = {name: value for name, value in os.environ.items() if NETWORK.fullmatch(name)}
        found = [Path(folder) for folder in network.get("PIP_FIND_LINKS", "").split() if Path(folder).is_dir()]
        links = "".join(f'mkdir -p "$ROOT{path}" && mount --bind {path} "$ROOT{path}"\n' for path in found)
        script = f"""{MOUNTS}{links}
        touch "$ROOT/etc/resolv.conf"
        mount --bind /etc/resolv.conf "$ROOT/etc/resolv.conf"
        cd "$ROOT"
        exec chroot "$ROOT" /bin/sh -c 'cd "$WORKDIR" && eval "$STEP"'
        """
        env = {**network, "HOME": "/root", "DEBIAN_FRONTEND": "noninteractive", **image.env}
        env |= {"ROOT": str(image.root), "STEP": command, "WORKDIR": image.workdir}
        self.run(["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-ec", script], env)
        for path in found:
            shutil.rmtree(image.root / str(path)[1:], ignore_errors=True)  # an empty folder

    def run(self, command: list[str], env: dict[str, str] | None = None) -> None:
        with self.log.open("ab") as log:
            done = subprocess.run(command, env=env, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        if done.returncode:
            raise BuildError("\n".join(self.log.read_text(errors="replace").splitlines()[-25:]))

    # --- One method a word ---

    def set_variables(self, image: Image, rest: str) -> None:
        for pair in shlex.split(rest):
            name, _equals, value = pair.partition("=")
            image.env[name] = Template(value).safe_substitute(image.env)

    def go_to(self, image: Image, rest: str) -> None:
        image.workdir = rest
        self.inside(image, rest).mkdir(parents=True, exist_ok=True)

    def copy(self, image: Image, rest: str) -> None:
        words = rest.split()
        source = self.images[words.pop(0).removeprefix("--from=")].root if words[0].startswith("--from=") else None
        *names, target = words
        place = self.inside(image, target)
        for name in names:
            origin = source / name.lstrip("/") if source else self.context / name
            if origin.is_dir():
                skip = None if source else self.leave_out
                shutil.copytree(origin, place, symlinks=True, dirs_exist_ok=True, ignore=skip)
            else:
                place.mkdir(parents=True, exist_ok=True)
                shutil.copy2(origin, place)

    def leave_out(self, folder: str, names: list[str]) -> list[str]:
        below = Path(folder).relative_to(self.context)
        return [name for name in names if self.ignored.fullmatch((below / name).as_posix())]

    def inside(self, image: Image, path: str) -> Path:
        return image.root / os.path.normpath(os.path.join(image.workdir, path)).lstrip("/")


def build(context: Path, work: Path) -> Image:
    """The image that the Dockerfile describes, as a folder. Raises BuildError."""
    return Builder(context, work).build()
