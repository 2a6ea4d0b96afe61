"""The ledger in another database, worked by another process: `python -m tests.exports.ledger ask 60 0.2`."""

import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import psycopg2
from django.conf import settings

if TYPE_CHECKING:
    from tests.exports.engine import Engine


class Ledger:
    """Asks and sweeps through a subprocess, and reads the rows itself."""

    def __init__(self, engine: "Engine") -> None:
        self.engine = engine

    def run(self, *words: str) -> None:
        command = [sys.executable, "-m", "tests.exports.ledger", *words]
        subprocess.run(command, cwd=settings.BASE_DIR, env=self.engine.environment(), check=True, timeout=60)

    def ask(self, count: int, *, sleep: float) -> None:
        self.run("ask", str(count), str(sleep))

    def rows(self) -> list[tuple[Any, ...]]:
        with psycopg2.connect(self.engine.database) as connection, connection.cursor() as cursor:
            cursor.execute("select state, attempts, page from exports_export order by id")
            return cursor.fetchall()

    def states(self) -> dict[str, int]:
        found = [row[0] for row in self.rows()]
        return {state: found.count(state) for state in found}

    def most_attempts(self) -> int:
        return max(row[1] for row in self.rows())

    def settle(self, *, seconds: float) -> None:
        """As engine.settle, on that database."""
        began = last_move = time.monotonic()
        before: list = []
        while set(self.states()) - {"done", "failed"}:
            assert time.monotonic() - began < seconds, f"not settled: {self.states()}"
            if (now := self.rows()) != before:
                before, last_move = now, time.monotonic()
            elif time.monotonic() - last_move > 3:
                self.run("sweep")
                last_move = time.monotonic()
            time.sleep(0.2)


def main(word: str, *numbers: str) -> None:
    import django

    django.setup()
    from exports.actions import request_export
    from exports.tasks import sweep
    from tests.exports.paper import a_printout, an_hour_passes

    if word == "ask":
        for number in range(int(numbers[0])):
            request_export(a_printout(f"Job-{number}", wishes={"sleep": float(numbers[1])}))
    else:
        an_hour_passes()
        sweep()


if __name__ == "__main__":
    main(*sys.argv[1:])
