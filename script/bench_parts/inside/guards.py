"""What guarding costs: a limit's check, and a whole sign-in against the two hashes that it makes in any case."""

import statistics
import uuid
from itertools import count

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.urls import reverse

from accounts.domain.passwords import match_password_hashes
from accounts.limits import Limit, consume_limit
from accounts.models import Purse, User
from script.bench_parts.inside.timing import measure_milliseconds

CHECKS, PURSES, SIGN_INS = 1500, 500, 30
PASSWORD = "four words nobody joins"  # of an account that lasts as long as this measurement


def prepared() -> None:
    """A database of its own, where it is not the portal's."""
    connection = connections[settings.LIMITS]
    if Purse._meta.db_table not in connection.introspection.table_names():
        call_command("migrate", interactive=False, verbosity=0)


def limit_check() -> dict[str, float]:
    """Milliseconds of one check, each in a transaction of its own as in a request."""
    prepared()
    limit, number, run = Limit(1000, 3600), count(), uuid.uuid4().hex

    def check() -> None:
        assert consume_limit("bench", f"{run} {next(number) % PURSES}", limit)

    check()
    spent = sorted(measure_milliseconds(check, CHECKS))
    return {"p50": statistics.median(spent), "p95": spent[int(0.95 * len(spent))]}


def sign_in() -> dict[str, float]:
    """Milliseconds of a wrong password at the form, and of the two comparisons behind it alone, taking turns."""
    prepared()
    user = User(email=f"bench-{uuid.uuid4().hex[:8]}@example.org")
    user.set_password(PASSWORD)
    user.save()
    whole, bare, number = [], [], count()

    def post() -> None:
        place = next(number)  # each from elsewhere, so that no share is used up
        client = Client(headers={"host": "localhost"}, REMOTE_ADDR=f"203.0.{place // 250}.{place % 250 + 1}")
        answer = client.post(reverse("account_login"), {"login": f"bench-{place}@example.org", "password": "wrong"})
        assert answer.status_code == 200, answer.status_code

    for _turn in range(SIGN_INS):
        whole += measure_milliseconds(post, 1)
        bare += measure_milliseconds(lambda: match_password_hashes("wrong", [user.password] * 2), 1)
    user.delete()
    return {"whole": statistics.median(whole), "bare": statistics.median(bare)}
