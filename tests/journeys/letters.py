"""A mail server that keeps what it is given, one file a letter, and delivers nothing."""

import secrets
import socketserver
import threading
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path


class Session(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as one who only ever receives has to speak."""

    server: "PostOffice"

    def handle(self) -> None:
        self.say("220 localhost")
        for line in self.rfile:
            word = line[:4].upper().strip()
            if word == b"DATA":
                self.say("354 go on")
                self.server.keep(self.letter())
            self.say("221 bye" if word == b"QUIT" else "250 localhost")
            if word == b"QUIT":
                return

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def letter(self) -> bytes:
        lines = iter(self.rfile.readline, b".\r\n")
        return b"".join(line.removeprefix(b".") if line.startswith(b"..") else line for line in lines)


class PostOffice(socketserver.ThreadingTCPServer):
    """Listens on a free port until its process ends."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.folder = folder
        folder.mkdir()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"smtp://localhost:{self.server_address[1]}"

    def keep(self, letter: bytes) -> None:
        """Complete when it gets the name that readers look for."""
        draft = self.folder / secrets.token_hex(8)
        draft.write_bytes(letter)
        draft.rename(self.folder / f"{time.time_ns()}.eml")


class Mailbox:
    """What lies in the folder of a post office."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def letters_to(self, address: str) -> list[EmailMessage]:
        """The oldest first."""
        found = [
            message_from_bytes(file.read_bytes(), policy=policy.default) for file in sorted(self.folder.glob("*.eml"))
        ]
        return [letter for letter in found if letter["To"] == address]

    def wait_for(self, address: str, number: int, seconds: float = 120) -> EmailMessage:
        """The `number`th letter to her, counted from 1. Raises AssertionError where it does not come."""
        end = time.monotonic() + seconds
        while len(letters := self.letters_to(address)) < number:
            assert time.monotonic() < end, f"{len(letters)} letters to {address} came, not {number}"
            time.sleep(0.1)
        return letters[number - 1]
