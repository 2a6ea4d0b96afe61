"""Deeds that take two: proposed by one of the staff, confirmed by one who is independent of her, done by the portal.

`propose_deed`, `confirm_deed` and `stop_deed` are for views. What is done stands in table.py and is reached by
`carry_out_deed` alone, which looks first whether two people agreed.
"""

from network.deeds.actions.confirmations import carry_out_deed, carry_out_due_deeds, confirm_deed
from network.deeds.actions.half_codes import issue_half_code, regain_account
from network.deeds.actions.proposals import propose_deed, stop_deed

__all__ = [
    "carry_out_deed",
    "carry_out_due_deeds",
    "confirm_deed",
    "issue_half_code",
    "propose_deed",
    "regain_account",
    "stop_deed",
]
