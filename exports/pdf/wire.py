"""What a caller and a render child say to each other over a socket.

The job goes in as a pickle: the caller is trusted. Nothing that comes back is: the child has read a
document that may be hostile, so its answers are bytes and JSON, never pickles.
"""

import json
import pickle
import socket
import struct
from typing import Any

HEADER = struct.Struct("!cI")
JOB, PROGRESS, RESULT, ERROR = b"J", b"P", b"R", b"E"
LARGEST_ANSWER = 200 * 2**20  # bytes; a runaway child must not fill the caller's memory
EXIT_CODES = {"too-long": 10, "too-big": 11, "refused": 12, "broken": 13}


def send_frame(sock: socket.socket, kind: bytes, payload: bytes) -> None:
    """Send one frame; blocks until it is taken, within the socket's timeout."""
    sock.sendall(HEADER.pack(kind, len(payload)) + payload)


def receive_frame(sock: socket.socket) -> tuple[bytes, bytes] | None:
    """Return the next frame (kind, payload), or None where the other side has ended.

    Raises ValueError for a frame larger than any honest answer.
    """
    header = _exactly(sock, HEADER.size)
    if header is None:
        return None
    kind, length = HEADER.unpack(header)
    if length > LARGEST_ANSWER:
        raise ValueError("frame too large")
    payload = _exactly(sock, length)
    return None if payload is None else (kind, payload)


def _exactly(sock: socket.socket, length: int) -> bytes | None:
    """Read `length` bytes; None where the stream ends first."""
    buffer = bytearray()
    while len(buffer) < length:
        chunk = sock.recv(min(length - len(buffer), 1 << 20))
        if not chunk:
            return None
        buffer += chunk
    return bytes(buffer)


def pack_job(job: dict[str, Any]) -> bytes:
    """Freeze a job for the child."""
    return pickle.dumps(job)


def unpack_job(payload: bytes) -> dict[str, Any]:
    """Read a job; only ever called in the child, on the caller's words."""
    return pickle.loads(payload)  # noqa: S301


def pack_answer(*values: object) -> bytes:
    """Freeze a child's answer."""
    return json.dumps(values).encode()


def unpack_answer(payload: bytes) -> list[Any]:
    """Read a child's answer."""
    return json.loads(payload)
