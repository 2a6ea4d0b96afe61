"""A machine inside this one: namespaces of its own, with a Docker engine that nobody else sees.

Network, mounts and processes are its own, so images, ports, bridges and rules of the firewall end with it, also where
everything is killed. slirp4netns leads out, to package indexes, and reaches nothing that listens on this machine.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

TIED = ["setpriv", "--pdeathsig", "KILL"]  # to this process: nothing outlives it
UNSHARE = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
WAY_OUT = ["slirp4netns", "--configure", "--mtu=65520", "--disable-host-loopback"]
NAME_SERVER = "10.0.2.3"  # slirp4netns asks those of this machine
GROUP = "portal-image-check"  # of the kernel's control groups, which have no namespace here
HOST = "toolkit.example.org"  # the portal's name


class Wrong(Exception):
    """Something is not as it should be."""


def demand(true: object, what: str) -> None:
    """Raise Wrong with `what` unless it is true."""
    if not true:
        raise Wrong(what)


def wait_until(happened: Callable[[], object], seconds: float, what: str) -> float:
    """Wait for it and return how long it took, in seconds. Raises Wrong, naming it, when it takes longer."""
    began = time.monotonic()
    while not happened():
        demand(time.monotonic() - began < seconds, f"waited {seconds:.0f} s for {what}")
        time.sleep(0.2)
    return time.monotonic() - began


def run(*command: str | Path, seconds: float = 600, **options: object) -> str:
    """What the command says on its output. Raises Wrong with its last words where it fails."""
    done = subprocess.run(
        [*map(str, command)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=seconds,
        **options,  # type: ignore[call-overload]
    )
    words = f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    demand(done.returncode == 0, f"{' '.join(map(str, command))} ended with {done.returncode}: {words}")
    return done.stdout


def run_inside(program: Path, *arguments: str, keep: bool) -> int:
    """Start `program` with `--inside FOLDER` in a machine of its own; return its exit status. The folder goes at the
    end, or with `keep` all of it but the engine's data."""
    work = Path(tempfile.mkdtemp(prefix="portal-image-"))
    work.chmod(0o755)
    started = []
    try:
        inside = subprocess.Popen([*TIED, *UNSHARE, sys.executable, program, *arguments, "--inside", work])
        started.append(inside)
        ours, theirs = "/proc/self/ns/net", f"/proc/{inside.pid}/ns/net"
        wait_until(lambda: os.readlink(theirs) != os.readlink(ours), 10, "a network of its own")
        log = (work / "network.log").open("wb")
        started.append(subprocess.Popen([*TIED, *WAY_OUT, str(inside.pid), "tap0"], stdout=log, stderr=log))
        return inside.wait()
    finally:
        for process in started:
            process.kill()
            process.wait()
        clear(work, keep=keep)


def clear(work: Path, *, keep: bool) -> None:
    """Throw away the folder, and the control groups that the kernel keeps."""
    for folder in sorted(Path("/sys/fs/cgroup").glob(f"**/{GROUP}/**/"), reverse=True):
        if folder.is_dir():
            try:
                folder.rmdir()
            except OSError as error:
                print(f"left: {folder} ({error})", file=sys.stderr)
    if keep:
        shutil.rmtree(work / "engine", ignore_errors=True)
        print(f"kept: {work}")
    else:
        shutil.rmtree(work)


class Engine:
    """The Docker engine of this machine inside a machine, with its data below `work`."""

    def __init__(self, work: Path) -> None:
        self.work, self.data = work, work / "engine"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        wait_until(has_route, 30, "the way out")
        prepare_mounts(self.work)
        for name in [name for name in os.environ if name.startswith(("DOCKER_", "COMPOSE_"))]:
            del os.environ[name]
        os.environ["DOCKER_CONFIG"] = str(self.work / "client")
        (self.work / "daemon.json").write_text("{}")
        words = ["--data-root", self.data, "--exec-root", "/run/docker", "--cgroup-parent", f"/{GROUP}"]
        words += ["--config-file", self.work / "daemon.json", "--log-level", "warn"]
        log = (self.work / "engine.log").open("ab")
        self.process = subprocess.Popen([*TIED, "dockerd", *map(str, words)], stdout=log, stderr=log)
        wait_until(self.answers, 60, f"the engine; see {self.work}/engine.log")

    def answers(self) -> bool:
        assert self.process
        demand(self.process.poll() is None, f"dockerd ended: {(self.work / 'engine.log').read_text()[-3000:]}")
        return subprocess.run(["docker", "info"], capture_output=True).returncode == 0

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()


def has_route() -> bool:
    return "default" in run("ip", "route")


def prepare_mounts(work: Path) -> None:
    """Give this machine names, a /run without the sockets of other engines, and a /sys that shows its own network."""
    files = {
        "/etc/resolv.conf": f"nameserver {NAME_SERVER}\n",
        "/etc/hosts": f"127.0.0.1 localhost {HOST}\n",
    }
    places = {os.path.realpath(place): text for place, text in files.items()}
    run("mount", "-t", "tmpfs", "-o", "mode=755", "none", "/run")
    for place, text in places.items():
        file = work / Path(place).name
        file.write_text(text)
        Path(place).parent.mkdir(parents=True, exist_ok=True)
        Path(place).touch()
        run("mount", "--bind", file, place)
    groups = work / "groups"
    groups.mkdir()
    run("mount", "--rbind", "/sys/fs/cgroup", groups)
    run("mount", "-t", "sysfs", "none", "/sys")
    run("mount", "--rbind", groups, "/sys/fs/cgroup")
    run("umount", "--lazy", groups)
    run("ip", "link", "set", "lo", "up")


def docker(*words: str | Path, seconds: float = 600) -> str:
    """What `docker WORDS` says, without the last line's end. Raises Wrong."""
    return run("docker", *words, seconds=seconds).strip()


def compose_command() -> list[str]:
    """Debian calls it docker-compose, Docker's own packages docker compose."""
    return ["docker-compose"] if shutil.which("docker-compose") else ["docker", "compose"]


def inspect(form: str, names: Sequence[str]) -> list[str]:
    """What `docker inspect` says of each container in the given form."""
    return docker("inspect", "--format", form, *names).splitlines() if names else []
