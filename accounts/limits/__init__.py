"""How often somebody may try or ask. Import from here what guards (counting.py) and whom (clients.py); courtesies.py
counts what protects nobody, work.py asks for work where a ceiling is reached."""

from accounts.limits.clients import address_key, client_key, net_key
from accounts.limits.counting import DAY, LEAK, Limit, forget_full_purses, keys_of, left, refund, spend

__all__ = [
    "DAY",
    "LEAK",
    "Limit",
    "address_key",
    "client_key",
    "forget_full_purses",
    "keys_of",
    "left",
    "net_key",
    "refund",
    "spend",
]
