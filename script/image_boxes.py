"""Runs the services of docker-compose.yml without Docker, as far as the kernel's namespaces go. Used by image_proof.py.

What compose says of our own services is taken from `docker-compose config`: command, environment, user, volumes,
secrets, tmpfs, health check and grace period. A box has mounts and processes of its own, a read-only root and no
capability; all share one network that leads nowhere else. Limits of memory and processes are not set.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from image_build import MOUNTS, Image

TIED = ["setpriv", "--pdeathsig", "KILL"]  # to this process: nothing outlives it
UNSHARE = ["unshare", "--mount", "--pid", "--ipc", "--uts", "--fork", "--kill-child"]
HOSTS = {"db": "127.0.0.2", "redis": "127.0.0.3", "cache": "127.0.0.4", "web": "127.0.0.5"}


def services(context: Path, env_file: Path) -> dict[str, dict[str, Any]]:
    """What compose understands of docker-compose.yml, with every variable filled in."""
    command = ["docker-compose", "--env-file", str(env_file), "config", "--format", "json"]
    env = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(command, cwd=context, env=env, capture_output=True, text=True, check=True)
    return plain(json.loads(done.stdout)["services"])


def plain(value: Any) -> Any:
    """Compose doubles the dollars that it must not touch."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value.replace("$$", "$") if isinstance(value, str) else value


def alone_in_the_network() -> None:
    """From here on this process and all it starts reach one another and nobody else."""
    os.unshare(os.CLONE_NEWNET)
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)


class Box:
    """One service of ours in its own namespaces."""

    def __init__(self, name: str, service: dict[str, Any], image: Image, work: Path) -> None:
        self.name, self.service, self.image, self.work = name, service, image, work
        self.log = work / f"{name}.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.env = {**image.env, **{key: str(value) for key, value in (service["environment"] or {}).items()}}

    def start(self) -> "Box":
        script = f'{MOUNTS}{self.mounts()}mount -o remount,bind,ro "$ROOT"\nexec chroot "$ROOT" {self.as_user()} "$@"'
        command = self.service["command"] or self.image.command
        self.process = subprocess.Popen(
            [*TIED, *UNSHARE, "sh", "-ec", script, "box", *self.within(), *command],
            env={"PATH": os.environ["PATH"], "ROOT": str(self.image.root), **self.env},
            stdin=subprocess.DEVNULL,
            stdout=self.log.open("ab"),
            stderr=subprocess.STDOUT,
        )
        return self

    def mounts(self) -> str:
        """Volumes, secrets, tmpfs and names of hosts, as shell."""
        lines = ['mount -t tmpfs -o mode=755 none "$ROOT/run"', 'mkdir "$ROOT/run/secrets"']
        for secret in self.service.get("secrets") or []:
            place = f'"$ROOT{secret["target"]}"'
            lines += [f"touch {place}", f'mount --bind "{self.work}/secrets/{secret["source"]}" {place}']
        lines += [f'mount --bind "{self.work}/hosts" "$ROOT/etc/hosts"', 'mount -o remount,ro "$ROOT/run"']
        for text in self.service.get("tmpfs") or []:
            path, _colon, options = text.partition(":")
            lines.append(f'mount -t tmpfs -o "{options or "mode=1777"}" none "$ROOT{path}"')
        for volume in self.service.get("volumes") or []:
            place = f'"$ROOT{volume["target"]}"'
            lines.append(f'mount --bind "{self.volume(volume)}" {place}')
            if volume.get("read_only"):
                lines.append(f"mount -o remount,bind,ro {place}")
        return "\n".join([*lines, ""])

    def volume(self, volume: dict[str, Any]) -> Path:
        """A new one belongs to whom the image's folder belongs, as with Docker."""
        folder = self.work / "volumes" / volume["source"]
        if not folder.exists():
            folder.mkdir(parents=True)
            like = (self.image.root / volume["target"].lstrip("/")).stat()
            os.chown(folder, like.st_uid, like.st_gid)
            folder.chmod(like.st_mode & 0o7777)
        return folder

    def as_user(self) -> str:
        user, _colon, group = (self.service.get("user") or self.image.user).partition(":")
        least = "--clear-groups --bounding-set=-all --inh-caps=-all --no-new-privs"
        return f"setpriv --reuid {user} --regid {group or user} {least}"

    def within(self) -> list[str]:
        return ["sh", "-c", f'cd {self.image.workdir} && exec "$@"', "box"]

    def first(self) -> int:
        """The process that is number 1 inside."""
        assert self.process
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return int(children[0]) if children else 0

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """As `docker-compose exec`: a command inside, as the service's user, with its environment."""
        where = ["nsenter", "--target", str(self.first()), "--mount", "--pid", "--ipc", "--uts", "--root"]
        words = [*where, *self.as_user().split(), *self.within(), *command]
        return subprocess.run(words, env=self.env, capture_output=True, text=True, timeout=60)

    def is_healthy(self) -> bool:
        test = (self.service.get("healthcheck") or {}).get("test")
        command = self.image.health if not test else ["sh", "-c", test[1]] if test[0] == "CMD-SHELL" else test[1:]
        return self.first() > 0 and self.run(*command).returncode == 0

    def wait(self, seconds: float) -> int:
        assert self.process
        return self.process.wait(seconds)

    def stop(self) -> bool:
        """As compose does: SIGTERM, and what is not gone after the grace period is killed. False where it had to be."""
        grace = float(re.sub(r"s$", "", self.service.get("stop_grace_period") or "10s"))
        if self.process and self.process.poll() is None:
            os.kill(self.first() or self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(grace)
            except subprocess.TimeoutExpired:
                self.kill()
                return False
        return True

    def kill(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()


class Neighbours:
    """PostgreSQL and two Redis of this machine, with the options that compose gives to db, redis and cache."""

    def __init__(self, found: dict[str, dict[str, Any]], work: Path) -> None:
        self.services, self.work = found, work
        self.binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))[-1]
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        self.start_redis("redis")
        self.start_redis("cache")
        self.start_postgres()

    def start_redis(self, name: str) -> None:
        folder = self.work / "volumes" / f"{name}-data"
        folder.mkdir(parents=True)
        script = self.services[name]["command"][2].replace("/run/secrets/", f"{self.work}/secrets/")
        here = script.replace("redis-server -", f"redis-server - --bind {HOSTS[name]} --dir {folder}", 1)
        self.spawn([*TIED, "sh", "-c", here], self.work / f"{name}.log")

    def start_postgres(self) -> None:
        folder = self.work / "volumes" / "db-data"
        folder.mkdir(parents=True)
        password = self.work / "password"
        shutil.copyfile(self.work / "secrets/postgres_password", password)
        for path in (folder, password):
            shutil.chown(path, "postgres", "postgres")
        user = [*TIED, "--reuid", "postgres", "--regid", "postgres", "--clear-groups"]
        options = "--username portal --auth scram-sha-256 --encoding UTF8 --locale C.UTF-8 --no-sync"
        done = subprocess.run(
            [*user, str(self.binaries / "initdb"), "-D", str(folder), "--pwfile", str(password), *options.split()],
            cwd="/",
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        command = self.services["db"]["command"][1:]
        where = ["-D", str(folder), "-c", f"listen_addresses={HOSTS['db']}", "-c", "unix_socket_directories="]
        self.spawn([*user, str(self.binaries / "postgres"), *where, *command], self.work / "db.log")
        address = ["-h", HOSTS["db"], "-U", "portal"]
        until(lambda: subprocess.run([self.binaries / "pg_isready", "-q", *address]).returncode == 0, 60, "PostgreSQL")
        env = {**os.environ, "PGPASSWORD": password.read_text().strip()}
        subprocess.run([self.binaries / "createdb", *address, "portal"], env=env, check=True)

    def spawn(self, command: list[str], log: Path) -> None:
        self.running.append(subprocess.Popen(command, cwd="/", stdout=log.open("ab"), stderr=subprocess.STDOUT))

    def stop(self) -> None:
        for process in reversed(self.running):
            process.send_signal(signal.SIGINT)
        for process in self.running:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def until(happened: Any, seconds: float, what: str) -> float:
    """Waits for it, and says how long; raises RuntimeError, naming it, when it takes longer."""
    began = time.monotonic()
    while not happened():
        if time.monotonic() - began > seconds:
            raise RuntimeError(f"waited {seconds:.0f} s for {what}")
        time.sleep(0.3)
    return time.monotonic() - began


if __name__ == "__main__":
    sys.exit("script/image_proof starts this.")
