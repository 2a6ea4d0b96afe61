"""Readers, colleagues and members who go on working: each repeats what was not answered, as a person would.

What was answered with success is written down, and must be found once, neither lost nor twice.
"""

import http.client
import random
import re
import secrets
import threading
import time
from collections import Counter
from contextlib import suppress
from html import unescape
from urllib.parse import urlencode

TOKEN = "k" * 32  # a secret of CSRF, in the cookie and in the form
PAUSE = (0.1, 0.8)
PATIENCE = 120  # seconds that she tries again
KIND = 'id="main"'
KINDLY, FINE = {503}, {200, 302, 409, 429}
BASE = re.compile(r'name="base_?[^"]*"\s+value="([^"]+)"|value="([^"]+)"\s+name="base_?[^"]*"')
TICKET = re.compile(r'name="ticket" value="([^"]+)"')
PUBLIC = ["/en/", "/en/tools/", "/en/glossary/", "/prs/", "/en/law/", "/en/search/?q=interview", "/en/modules/"]
Answer = tuple[int, str, str]  # status, body, where it leads


class Ledger:
    """What was promised, and what was seen on the way."""

    def __init__(self) -> None:
        self.files: set[str] = set()  # keys of exports that were asked for
        self.answers: dict[str, str] = {}  # words of a saved answer -> its entry's address
        self.messages: set[str] = set()
        self.statuses: Counter[int] = Counter()
        self.cut = 0  # connections that were refused or ended in the middle
        self.wrong: list[str] = []
        self.lock = threading.Lock()

    def see(self, what: str, answer: Answer) -> None:
        status, body, _where = answer
        with self.lock:
            self.statuses[status] += 1
            kind = status in KINDLY and KIND in body if status >= 500 else status in FINE
            if not kind:
                self.wrong.append(f"{what}: {status} {body[:600]!r}")

    def complain(self, words: str) -> None:
        with self.lock:
            self.wrong.append(words)


class Person(threading.Thread):
    """Works until `over`, and finishes what she has begun."""

    hangs_up = 0.05  # of her requests, without waiting for the answer

    def __init__(self, port: int, ledger: Ledger, over: threading.Event, seed: int, cookie: str = "") -> None:
        super().__init__(daemon=True)
        self.port, self.ledger, self.over, self.dice = port, ledger, over, random.Random(seed)
        self.cookie = f"csrftoken={TOKEN}; sessionid={cookie}" if cookie else ""

    def run(self) -> None:
        while not self.over.is_set():
            try:
                self.work()
            except Exception as error:  # a thread's error would be lost
                self.ledger.complain(f"{type(self).__name__}: {type(error).__name__} {error}")
            time.sleep(self.dice.uniform(*PAUSE))

    def work(self) -> None:
        raise NotImplementedError

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> Answer | None:
        """None where nobody answered."""
        body = urlencode({**fields, "csrfmiddlewaretoken": TOKEN}) if fields is not None else None
        headers = {"Cookie": self.cookie} if self.cookie else {}
        headers |= {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with suppress(OSError, http.client.HTTPException):
            connection.request(method, path, body=body, headers=headers)
            if self.dice.random() < self.hangs_up:
                time.sleep(self.dice.uniform(0, 0.3))
                raise ConnectionAbortedError  # her line was cut: it was done, or not, or is being done
            reply = connection.getresponse()
            answer = reply.status, reply.read().decode(errors="replace"), reply.getheader("Location", "")
            self.ledger.see(f"{method} {path}", answer)
            return answer
        self.ledger.cut += 1
        connection.close()
        return None

    def insist(self, method: str, path: str, fields: dict[str, str] | None = None) -> Answer:
        """The same again until it is answered with anything but "not now"."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            answer = self.ask(method, path, fields)
            if answer is not None and answer[0] not in {429, 503}:
                return answer
            time.sleep(self.dice.uniform(0.2, 1))
        raise TimeoutError(f"{method} {path} was not answered in {PATIENCE} s")


class Reader(Person):
    """Looks at pages and asks for files."""

    addresses: list[str] = []

    def work(self) -> None:
        self.ask("GET", self.dice.choice(PUBLIC))
        address = self.dice.choice(self.addresses)
        status, _body, where = self.insist("POST", address, {})
        found = re.search(r"/files/(?:status/)?([0-9a-f]{64})", where)
        if status == 302 and found:
            self.ledger.files.add(found[1])
        else:
            self.ledger.complain(f"asking for {address}: {status} {where}")


class Colleague(Person):
    """Writes answers of a team; where somebody else was quicker, she looks and writes anew."""

    entries: list[str] = []  # addresses of questions

    def work(self) -> None:
        entry = self.dice.choice(self.entries)
        status, page, _where = self.insist("POST", f"{entry}save/", {"key": ""})  # as it stands
        base = BASE.search(page)
        if status != 200 or base is None:
            self.ledger.complain(f"{entry}: {status}, no answer to write on")
            return
        fields = {"a": self.dice.choice(["yes", "no", "partly"]), "e": "", "p": "", "key": ""}
        while True:
            words = f"ZQ7-{secrets.token_hex(8)}"  # new ones after a conflict: she has read what was saved meanwhile
            fields["n"] = words
            stands = unescape(base[1] or base[2])
            status, page, _where = self.insist("POST", f"{entry}save/", {**fields, "base": stands})
            base = BASE.search(page)
            if status != 409 or base is None:
                break
        if status == 200:
            self.ledger.answers[words] = entry
        else:
            self.ledger.complain(f"saving {entry}: {status} {page[:200]}")


class Member(Person):
    """Writes to the other one."""

    talk = ""

    def work(self) -> None:
        status, page, _where = self.insist("GET", self.talk)
        ticket = TICKET.search(page)
        if status != 200 or ticket is None:
            self.ledger.complain(f"{self.talk}: {status}, no form with a ticket")
            return
        words = f"ZQ7-{secrets.token_hex(8)}"
        status, page, _where = self.insist("POST", self.talk, {"text": words, "ticket": ticket[1]})
        if status == 302:
            self.ledger.messages.add(words)
        else:
            self.ledger.complain(f"writing to {self.talk}: {status}")
