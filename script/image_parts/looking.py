"""That the engine does what docker-compose.yml says: rights, limits, logs."""

import re
import subprocess
from pathlib import Path
from typing import Any

from script.image_parts.compose import Portal
from script.image_parts.machine import demand, docker, inspect
from script.image_parts.reader import Reader

FORM = (
    "{{.HostConfig.ReadonlyRootfs}} {{.HostConfig.Memory}} {{.HostConfig.PidsLimit}} {{.HostConfig.CapDrop}} "
    "{{.HostConfig.CapAdd}} {{.HostConfig.SecurityOpt}} {{.HostConfig.RestartPolicy.Name}} "
    '{{index .HostConfig.LogConfig.Config "max-size"}} {{index .HostConfig.LogConfig.Config "max-file"}}'
)
WRITE = "for place in / /etc /usr /app; do [ ! -d $place ] || ! touch $place/x 2>/dev/null || echo $place; done"
MEMORY = "cat /sys/fs/cgroup/memory.max 2>/dev/null || cat /sys/fs/cgroup/memory/memory.limit_in_bytes"
RIGHTS = "grep -h 'Cap.*[^0]$' /proc/self/status; grep -q 'NoNewPrivs.*1' /proc/self/status || echo may get more"
LOG_MEGABYTES = 62


def compare_with_text(portal: Portal) -> None:
    """Raise Wrong where a container may do more than is written, or may have what is not written."""
    for name, service in portal.read_config().items():
        for container in portal.containers(name):
            (said,) = inspect(FORM, [container])
            demand(said == expect(service), f"{name}: the engine says {said}, the text {expect(service)}")
            if inspect("{{.State.Running}}", [container]) == ["true"]:
                look(name, container, int(service["mem_limit"]))


def expect(service: dict[str, Any]) -> str:
    options = service["logging"]["options"]
    words = [str(service["read_only"]).lower(), service["mem_limit"], service["pids_limit"]]
    words += [f"[{' '.join(service.get(key) or [])}]" for key in ("cap_drop", "cap_add", "security_opt")]
    return " ".join(map(str, [*words, service["restart"], options["max-size"], options["max-file"]]))


def look(name: str, container: str, memory: int) -> None:
    """From inside: it can write to nothing of the image, has no capability and can get none, and is not root."""
    for question, answer in ((WRITE, ""), (RIGHTS, ""), (MEMORY, str(memory)), ("[ $(id -u) != 0 ] || echo root", "")):
        said = docker("exec", container, "sh", "-c", question)
        demand(said == answer, f"{name}: {question!r} says {said!r}")


def exhaust_memory(portal: Portal, reader: Reader) -> str:
    """A process that takes more than its container may have is ended, and the portal goes on."""
    limit = int(portal.read_config()["web"]["mem_limit"])
    (container,) = portal.containers("web")
    size = 2 * limit + 2**28  # as much again may be swapped out, where there is a place for it
    command = ["docker", "exec", container, "python", "-c", f"print(len(bytearray(b'x') * {size}))"]
    done = subprocess.run(command, capture_output=True, text=True)
    demand(done.returncode == 137, f"a process with more than {limit} bytes ended with {done.returncode}")
    portal.wait_for("web")
    reader.open("/en/checklists/")
    return f"a process of {size // 2**20} MiB was killed in {limit // 2**20} MiB"


def rotate_log(portal: Portal) -> str:
    """However much a container writes, its logs stay as few and as small as is written."""
    (container,) = portal.containers("beat")
    line = "x" * 999
    docker("exec", container, "sh", "-c", f"yes {line} | head -n {LOG_MEGABYTES * 1000} > /proc/1/fd/1")
    (place,) = inspect("{{.LogPath}}", [container])
    files = sorted(Path(place).parent.glob("*-json.log*"))
    sizes = [file.stat().st_size for file in files]
    options = portal.read_config()["beat"]["logging"]["options"]
    most, megabytes = int(options["max-file"]), int(re.sub(r"m$", "", options["max-size"]))
    demand(len(files) == most, f"{LOG_MEGABYTES} MB became {len(files)} files")
    demand(max(sizes) <= megabytes * 1_000_000 + 2**16 * 16, f"a log has {max(sizes)} bytes")
    return f"{LOG_MEGABYTES} MB became {len(files)} files, {sum(sizes) // 1_000_000} MB"
