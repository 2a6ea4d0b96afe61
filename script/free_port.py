"""A port for a server of our own: python script/free_port.py, or `free_port` from Python.

From below those that the kernel gives to connections going out: one from among them may be taken between being found
free and being listened on (seen: a test's port went to a browser's connection).
"""

import secrets
import socket
from pathlib import Path

LOWEST = 10_000
GIVEN_OUT = Path("/proc/sys/net/ipv4/ip_local_port_range")
TRIES = 200


def free_port() -> int:
    """A port that nobody listens on, at no address of this machine.

    Raises OSError when every one that was tried is taken.
    """
    highest = int(GIVEN_OUT.read_text().split()[0]) if GIVEN_OUT.exists() else 32_768
    for _try in range(TRIES):
        port = LOWEST + secrets.randbelow(highest - LOWEST)
        if is_free(port):
            return port
    raise OSError(f"No free port among {TRIES} between {LOWEST} and {highest}.")


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("", port))
        except OSError:
            return False
    return True


if __name__ == "__main__":
    print(free_port())
