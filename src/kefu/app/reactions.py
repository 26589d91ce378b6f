"""Who reacts to what: events of one room that others hear, and what is done at its time."""

from collections.abc import Mapping

from kefu.adapters.mail.smtp import MailAddress, SmtpServer
from kefu.journeys import repair_loop
from kefu.journeys.survey_import import jobs as survey_imports
from kefu.messaging import mailing
from kefu.platform.events import Subscriptions
from kefu.platform.jobs import Handler
from kefu.platform.settings import Settings
from kefu.surveys import jobs as surveys
from kefu.tickets import jobs as tickets
from kefu.workorders import jobs as work_orders

JOBS: Mapping[str, Handler] = {
    **tickets.HANDLERS,
    **work_orders.HANDLERS,
    **surveys.HANDLERS,
    **survey_imports.HANDLERS,
}
"""What does a job, by its kind, whatever the settings."""


def handlers(settings: Settings) -> Mapping[str, Handler]:
    """Return what does a job, by its kind.

    Raises: MailAddressError.
    """
    server = SmtpServer(MailAddress.parse(settings.mail)) if settings.mail else None
    return {**JOBS, mailing.KIND: mailing.handler(server)}


def subscribe(subscriptions: Subscriptions, settings: Settings) -> None:
    """Let journeys hear what rooms publish."""
    public_url = settings.public_url.rstrip("/") or f"http://{settings.http_host}:{settings.http_port}"
    repair_loop.subscribe(subscriptions, field_url=f"{public_url}/field")
