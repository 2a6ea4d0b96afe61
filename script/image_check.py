"""Tries the image with a real Docker engine: `image_check.py [--keep] [--real]`, called by script/image_check as root.

Prints a line for each thing seen, last of all the figures; ends non-zero where something is not as it should be. What
each part does stands in script/image_parts/. What this cannot prove stands in docs/operations.md.
"""

import argparse
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from script.image_parts import building, killing, looking, profiles, upgrading
from script.image_parts.compose import ALL, Portal, copy_release_before, copy_tree, list_leftovers
from script.image_parts.machine import Engine, Wrong, demand, docker, inspect, run_inside
from script.image_parts.reader import Reader, check_pdf
from script.image_parts.stand_ins import build_stand_ins


class Story:
    """Says what was seen and how long it took; collects the figures."""

    def __init__(self) -> None:
        self.began = self.last = time.monotonic()
        self.figures: list[str] = []

    def tell(self, what: str, figure: str = "") -> None:
        now = time.monotonic()
        print(f"ok  {what}  ({now - self.last:.0f} s)", flush=True)
        self.last = now
        if figure:
            self.figures.append(figure)

    def end(self) -> None:
        minutes = (time.monotonic() - self.began) / 60
        print(f"figure: {'; '.join(self.figures)}; {minutes:.0f} min in all", flush=True)


def travel(reader: Reader, work: Path) -> str:
    """From the home page by links to a checklist's PDF."""
    (address,) = reader.find_files(1)
    began = time.monotonic()
    content = reader.collect(reader.order(address), 120)
    check_pdf(content, work)
    return f"{len(content) // 1024} KB after {time.monotonic() - began:.1f} s"


def take_down(portal: Portal) -> None:
    """End everything as an operator does. Raises Wrong where a part had to be killed or something is left."""
    portal.compose("stop")
    killed = [name for name in ALL if "137" in inspect("{{.State.ExitCode}}", portal.containers(name))]
    demand(not killed, f"these did not end when told to: {killed}")
    portal.compose("down", "--volumes", "--remove-orphans")
    left = {kind: names for kind, names in list_leftovers().items() if names}
    demand(not left, f"down left {left}")


def try_all(work: Path, story: Story, *, real: bool) -> None:
    """Everything, one after the other; with the images of others as they are where `real`. Raises Wrong."""
    now = Portal(copy_tree(work / "now"))  # built there, and started where the release before ran
    tree, name = copy_release_before(work / "portal")
    portal = Portal(tree)
    if not real:
        build_stand_ins(now.folder, portal.folder)
        story.tell("stand-ins for the images of others")
    now.prepare()
    portal.prepare()
    size, seconds = building.build(now)
    story.tell(f"the image of this release builds: {size} MB", f"{size} MB in {seconds:.0f} s")
    building.look_inside()
    story.tell("nothing private, of tests or of measuring is in it; its user may change nothing")
    before_size, _seconds = building.build(portal)
    story.tell(f"the image of the release before ({name}) builds: {before_size} MB", f"before {before_size} MB")

    portal.compose("up", "--detach", "--no-build")
    portal.is_up()
    story.tell("its services are up and healthy on empty volumes")
    reader = Reader(portal.folder / "secrets/certificates/fullchain.pem")
    figure = upgrading.upgrade(portal, now.folder, reader, work)
    story.tell(f"upgraded while files were made: {figure}", figure)
    figure = travel(reader, work)
    story.tell(f"from the home page to a checklist's PDF by https: {figure}", f"a PDF {figure}")
    looking.compare_with_text(portal)
    story.tell("limits, users, capabilities, logging and read-only roots are as written")
    figure = looking.exhaust_memory(portal, reader)
    story.tell(f"memory has its limit: {figure}")
    figure = looking.rotate_log(portal)
    story.tell(f"logs rotate: {figure}")
    figure = killing.kill_each(portal, reader, work)
    story.tell(f"two of web and worker, each container killed once: {figure}", figure)
    take_down(portal)
    story.tell("down: each part ended by itself, and nothing is left")
    figure = profiles.try_profiles(portal, reader, work)
    story.tell(f"storage and mail: {figure}", figure)
    take_down(portal)
    story.tell("down again, and nothing is left")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--keep", action="store_true", help="leave the folder with the logs where it is")
    parser.add_argument("--real", action="store_true", help="pull the images of others instead of making stand-ins")
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the folder goes
    if not options.inside:
        return run_inside(Path(__file__), *(["--real"] if options.real else []), keep=options.keep)
    engine, story = Engine(options.inside), Story()
    try:
        engine.start()
        try_all(options.inside, story, real=options.real)
        story.end()
    except (Wrong, OSError, subprocess.SubprocessError) as error:
        print(f"WRONG  {error}", file=sys.stderr)
        keep_logs(options.inside)
        return 1
    finally:
        engine.stop()
    return 0


def keep_logs(work: Path) -> None:
    """What each container said last, for whoever looks with --keep."""
    with suppress(Wrong, OSError, subprocess.SubprocessError):
        for name in docker("ps", "--all", "--format", "{{.Names}}").split():
            done = subprocess.run(["docker", "logs", "--tail", "200", name], capture_output=True)
            (work / f"{name}.log").write_bytes(done.stdout + done.stderr)


if __name__ == "__main__":
    sys.exit(main())
