"""Who reacts to what: events of one room that others hear, and what is done at its time."""

from collections.abc import Mapping

from kefu.adapters.mail.smtp import MailAddress, SmtpServer
from kefu.insight.exports import jobs as exports
from kefu.insight.schedules import jobs as schedules
from kefu.journeys import repair_loop
from kefu.journeys.survey_import import jobs as survey_imports
from kefu.messaging import jobs as messaging
from kefu.messaging.events import LetterSettled
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
    **exports.HANDLERS,
}
"""What does a job, by its kind, whatever the settings."""


def handlers(settings: Settings) -> Mapping[str, Handler]:
    """Return what does a job, by its kind.

    Raises: MailAddressError.
    """
    server = SmtpServer(MailAddress.parse(settings.mail)) if settings.mail else None
    return {**JOBS, **messaging.handlers(server), **schedules.handlers(has_mail=server is not None)}


def subscribe(subscriptions: Subscriptions, settings: Settings) -> None:
    """Let journeys and insight hear what rooms publish."""
    repair_loop.subscribe(subscriptions, field_url=field_url(settings))
    subscriptions.on(LetterSettled, schedules.note_letter)


def field_url(settings: Settings) -> str:
    """Return the address of the repairmen's page as they reach it."""
    public_url = settings.public_url.rstrip("/") or f"http://{settings.http_host}:{settings.http_port}"
    return f"{public_url}/field"
