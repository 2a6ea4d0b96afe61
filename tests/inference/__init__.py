"""What answers imply: one world built twice from one seed, A with a secret and B without. One adversary does the same to
both, on the real servers of both modes; whatever she then sees, now or the next morning, must be equal.

The harness knows no rule of the portal, so it finds what nobody thought of. tests/inference/cells says who does what about which
secret, planted/ plants it, stage.py has the servers, judge.py compares. What is red for a later issue stands in
waivers.toml, each with a reason and a day.
"""
