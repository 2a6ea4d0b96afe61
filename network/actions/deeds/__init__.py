"""Deeds that take two: proposed by one, confirmed by another who is independent of her, done by the portal.

`propose`, `second` and `stop` are for views. What is done stands in table.py and is reached by `carry_out` alone,
which looks first whether two people agreed.
"""

from network.actions.deeds.handing import come_in_again, half_code
from network.actions.deeds.proposals import propose, stop
from network.actions.deeds.seconds import carry_out, carry_out_due, second

__all__ = ["carry_out", "carry_out_due", "come_in_again", "half_code", "propose", "second", "stop"]
