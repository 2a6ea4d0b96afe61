"""How often somebody may try or ask. Import from here what guards (counting.py) and whom (clients.py); cached_limits.py
counts what protects nobody, proof_of_work.py asks for work where a ceiling is reached."""

from accounts.limits.clients import address_key, client_key, net_key
from accounts.limits.counting import (
    DAY,
    LEAK,
    Limit,
    LimitKey,
    build_purse_keys,
    consume_limit,
    count_remaining,
    delete_full_purses,
    give_back_limit,
)

__all__ = [
    "DAY",
    "LEAK",
    "Limit",
    "LimitKey",
    "address_key",
    "build_purse_keys",
    "client_key",
    "consume_limit",
    "count_remaining",
    "delete_full_purses",
    "give_back_limit",
    "net_key",
]
