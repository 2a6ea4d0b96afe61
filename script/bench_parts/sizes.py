"""How much of everything. BENCH_SHORT=1 takes a little of each, to see that the run goes through; its numbers mean
nothing. BENCH_SECONDS is how long each address is under load."""

import os

SHORT = os.environ.get("BENCH_SHORT", "") not in ("", "0")
SECONDS = int(os.environ.get("BENCH_SECONDS", "1"))  # of load on each address, each time
ONLY = os.environ.get("BENCH_ONLY", "")
TURNS = 1 if SHORT else 9  # how often each address gets its turn
LONGEST = 120  # seconds for one file
FINDABLES = 800 if SHORT else 10_000
MODULES = 100 if SHORT else 2_000
RENDERS = 6 if SHORT else 40  # of the queue's run
REPEATS = 2 if SHORT else 7

PAGES = [20, 60, 120] if SHORT else [100, 1_000, 10_000]
EXPORTS = [50, 200, 400] if SHORT else [1_000, 10_000, 100_000]
MEMBERS = [30, 60, 90] if SHORT else [100, 1_000, 10_000]
