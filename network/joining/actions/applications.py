"""An application's row: as it is now, in its next state, and where its applicant reads."""

from django.utils import timezone

from accounts.sealing import Shredded
from network.models import Application
from network.models.joining import ApplicationState


def lock_application_for_update(application: Application) -> Application:
    """The row as it is now, held until the transaction ends."""
    return Application.objects.select_for_update(of=("self",)).get(pk=application.pk)


def set_application_state(application: Application, state: ApplicationState) -> None:
    application.state = state
    application.moved_on = timezone.localdate()
    application.save()


def find_applicant_address(application: Application) -> str:
    """Where to write to the applicant; "" where the country's keys are gone."""
    try:
        return (application.member.address if application.member else application.address).open()
    except Shredded:
        return ""
