"""Whoever pulls the plugs: a seeded choice of what is killed, cut or held up, and for how long nothing happens."""

import random
import signal
import time
from collections.abc import Callable

from tests.chaos.stage import Part, Stage, family, send

PAUSE = (1.5, 6.0)  # seconds between two acts
HELD = (0.5, 4.0)  # seconds that something stands still


class Monkey:
    def __init__(self, stage: Stage, seed: int) -> None:
        self.stage, self.dice = stage, random.Random(seed)
        self.acts: list[Callable[[], str]] = [
            self.kill_a_web_process,
            self.kill_the_web,
            self.kill_a_render,
            self.kill_a_worker,
            self.kill_the_large_worker,
            self.kill_beat,
            self.kill_redis,
            self.kill_a_backend,
            self.crash_postgresql,
            self.hold_something_up,
        ]

    def run(self, seconds: float) -> int:
        """Acts until the time is over, each act once before any comes again. How often it acted."""
        end, done = time.monotonic() + seconds, 0
        waiting: list[Callable[[], str]] = []
        while time.monotonic() < end:
            if not waiting:
                waiting = self.dice.sample(self.acts, len(self.acts))
            self.stage.say(waiting.pop()())
            done += 1
            time.sleep(self.dice.uniform(*PAUSE))
        return done

    def one_of(self, pids: list[int]) -> list[int]:
        return [self.dice.choice(pids)] if pids else []

    def kill_a_web_process(self) -> str:
        send(signal.SIGKILL, self.one_of(self.stage.parts["web"].children()))
        return "killed a process of the web"

    def kill_the_web(self) -> str:
        send(signal.SIGKILL, [self.stage.parts["web"].pid])
        return "killed gunicorn's master"

    def kill_a_render(self) -> str:
        send(signal.SIGKILL, self.one_of(self.stage.parts["worker"].children()))
        return "killed a child of the worker, a render server or a render"

    def kill_a_worker(self) -> str:
        """Alone, or as a container ends: with all its children."""
        part = self.stage.parts["worker"]
        alone = self.dice.random() < 0.5
        send(signal.SIGKILL, [part.pid] if alone else family(part.pid))
        return f"killed the worker {'alone' if alone else 'and all its children'}"

    def kill_the_large_worker(self) -> str:
        send(signal.SIGKILL, family(self.stage.parts["large"].pid))
        return "killed the worker for large files"

    def kill_beat(self) -> str:
        send(signal.SIGKILL, [self.stage.parts["beat"].pid])
        return "killed beat"

    def kill_redis(self) -> str:
        send(signal.SIGKILL, [self.stage.parts["redis"].pid])
        return "killed Redis"

    def kill_a_backend(self) -> str:
        """PostgreSQL then throws out everybody and recovers."""
        send(signal.SIGKILL, self.one_of(self.stage.parts["postgres"].children()))
        return "killed a process of PostgreSQL"

    def crash_postgresql(self) -> str:
        send(signal.SIGQUIT, [self.stage.parts["postgres"].pid])
        return "ended PostgreSQL at once"

    def hold_something_up(self) -> str:
        part: Part = self.dice.choice(list(self.stage.parts.values()))
        held, seconds = family(part.pid), self.dice.uniform(*HELD)
        send(signal.SIGSTOP, held)
        time.sleep(seconds)
        send(signal.SIGCONT, held)
        return f"held up {part.name} for {seconds:.1f} s"
