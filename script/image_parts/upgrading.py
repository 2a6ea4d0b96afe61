"""From the release before to this one, as docs/operations.md says, while readers read and files are made."""

import time
from pathlib import Path

from script.image_parts.compose import OURS, Portal
from script.image_parts.machine import demand, inspect
from script.image_parts.reader import Crowd, Reader, check_pdf

FILES = 12
SECONDS = 300  # for a file that was asked for before
# What a reader may see while the only proxy, or the only web, is replaced.
AWAY = {"502", "503", "504", "ConnectionRefusedError", "ConnectionResetError", "RemoteDisconnected", "SSLEOFError"}


def upgrade(portal: Portal, tree: Path, reader: Reader, work: Path) -> str:
    """To the release in `tree`: what was seen. Raises Wrong where a file is lost, or a part is not replaced."""
    old = set(image_of(portal))
    with Crowd(reader) as crowd:
        orders = [reader.order(address) for address in reader.find_files(FILES)]
        portal.pull(tree)
        portal.compose("build", "--quiet", "web")  # seconds: it was built before, and only takes the name now
        began = time.monotonic()
        portal.compose("up", "--detach", "--no-build")
        portal.is_up()
        seconds = time.monotonic() - began
        demand(not old & set(image_of(portal)), "a part still runs from the image before")
        for place in orders:
            check_pdf(reader.collect(place, SECONDS), work)
    demand(crowd.seen["ok"], "nobody could read")
    demand(set(crowd.errors) <= AWAY, f"readers got {crowd.errors}")
    figures = f"{len(orders)} of {FILES} files made, {crowd.seen['ok']} pages read, {sum(crowd.errors.values())} not"
    return f"upgrade in {seconds:.0f} s, {figures}"


def image_of(portal: Portal) -> list[str]:
    names = [name for part in OURS for name in portal.containers(part)]
    return inspect("{{.Image}}", names)
