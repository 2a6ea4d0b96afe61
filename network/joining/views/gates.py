"""The door for applications while many ask: nobody can shut it, for one woman or for all. Above a share that is more
than one person needs, whoever comes works or waits (accounts/limits/proof_of_work.py). An invitation has a lane beside
the others'. It excuses nobody who has sent too much herself, or whoever found a code could ask what became of it."""

from django.forms import Form
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.limits import Limit, client_key, consume_limit, count_remaining, give_back_limit, net_key
from accounts.limits.proof_of_work import Door, Gate
from network.joining.actions.inviting import consume_invitation_lane

HOUR, DAY = 60 * 60, 24 * 60 * 60
DOOR = Door("apply", Limit(40, HOUR, 20))
RETURNS = Door("return", Limit(1200, HOUR, 600))
CODES = Limit(20, HOUR, 10)  # codes for coming back or in, of one client, right or wrong
FORMS = Limit(60, HOUR, 30)  # sent by one client, right or wrong
# Right ones: of one client, and of the network around it, which behind one address may be a whole town.
EACH, TOGETHER = Limit(3, DAY, 2), Limit(10, DAY, 5)


def build_application_gate(request: HttpRequest) -> Gate:
    """What whoever looks at the form or sends it has to do first. Sending counts, whatever was sent."""
    too_often = request.method == "POST" and not consume_limit("apply form", client_key(request), FORMS)
    return Gate(DOOR, request, harder=too_often or not all(count_remaining(*share) for share in shares(request)))


def passes_application_gate(gate: Gate, invitation: str) -> bool:
    """For a form that is right. Takes the applicant's share, which a refusal gives back: she sends it again with the
    work done."""
    taken = [share for share in shares(gate.request) if consume_limit(*share)]
    gate.harder = gate.harder or len(taken) < len(shares(gate.request))
    if (not gate.harder and consume_invitation_lane(invitation)) or gate.lets_in():
        return True
    for share in taken:
        give_back_limit(*share)
    return False


def passes_code_gate(filled: Form, request: HttpRequest, purpose: str) -> bool:
    """Whether the code in this form is looked at now. Nobody guesses one: what is bounded is the work, and strangers
    behind the address of whoever holds it make it slow for her at most. Else the form says so, and carries what she
    has to do."""
    is_sent = request.method == "POST"
    gate = Gate(
        RETURNS, request, harder=is_sent and not consume_limit(f"network.{purpose}", client_key(request), CODES)
    )
    lets_in = is_sent and filled.is_valid() and gate.lets_in()
    if is_sent and filled.is_valid() and not lets_in:
        filled.add_error(None, explain_wait())
    filled.work = gate.asked  # type: ignore[attr-defined]  # templates/components/form.html
    return lets_in


def explain_wait() -> str:
    return _("This was not sent yet. Look just above the button: there is a short wait.")


def compute_turn(gate: Gate) -> int:
    """The how manieth of its network this one is, for a form that was let in. A share of a few a day comes back by
    itself; whoever has used it up has one number, the last."""
    if gate.harder:
        return TOGETHER.at_once + 1
    return TOGETHER.at_once - count_remaining("apply together", net_key(gate.request), TOGETHER)


def shares(request: HttpRequest) -> list[tuple[str, str, Limit]]:
    return [("apply", client_key(request), EACH), ("apply together", net_key(request), TOGETHER)]
