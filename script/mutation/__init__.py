"""Whether the tests would notice: small changes, one at a time, each against the tests that reach it (script/mutate).

cosmic-ray makes the changes (mutants.py). A process that has loaded the portal forks for each of them, puts the
changed function in the place of the old one and runs the tests (worker.py, swapping.py), which takes a second where a
new process takes five. Which test reaches which function is noted once a file of tests (reach.py), in var/mutate.
"""
