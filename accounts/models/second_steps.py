"""A code of an authenticator app opens once, as long as it would open at all (RFC 6238, section 5.2).

allauth remembers a used code for one period, in the cache; with a tolerance of one period on each side it is good for
three. So the periods whose codes were used stand beside the app's secret, where no cache can lose them.
"""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.db import transaction


@transaction.atomic
def spend_code(authenticator: Authenticator, code: str) -> bool:
    """Notes that this right code was used. False where it had been used before."""
    row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    secret = auth.decrypt(row.data["secret"])
    good = list(auth.yield_hotp_counters_from_time())
    used = [period for period in row.data.get("used", []) if period in good]
    fitting = [p for p in good if auth.compare_user_code(actual=code, expected=shown_in(p, secret)) and p not in used]
    if not fitting:
        return False
    row.data["used"] = [*used, fitting[0]]
    row.save(update_fields=["data"])
    authenticator.data = row.data
    return True


def shown_in(period: int, secret: str) -> str:
    """What an app with this secret shows in a period (periods are counted in 30 seconds since 1970)."""
    return auth.format_hotp_value(auth.hotp_value(secret, period))
