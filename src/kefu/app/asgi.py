"""The web application: every room's routes, the desk's sockets, the console."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response, WebSocket
from starlette.responses import FileResponse
from starlette.staticfiles import StaticFiles

from kefu.acd.choices.http import router as choices_router
from kefu.acd.http import router as routing_router
from kefu.acd.switches.http import router as switches_router
from kefu.adapters.asterisk import sip_proxy
from kefu.adapters.sms.webhook import router as sms_router
from kefu.app.gateways import by_http
from kefu.app.reactions import field_url
from kefu.app.wiring import Parts, assemble, prompts_of, surroundings, web_folder
from kefu.customers.http import router as customers_router
from kefu.forms.http import router as forms_router
from kefu.identity.administration.http import router as administration_router
from kefu.identity.http import principal_of
from kefu.identity.http import router as identity_router
from kefu.identity.model import CsrfTokenWrongError, NotAuthenticatedError, SessionExpiredError
from kefu.insight.alarms.http import router as alarms_router
from kefu.insight.appraisal import notices as appraisal_notices
from kefu.insight.appraisal.http import router as appraisal_router
from kefu.insight.attention.http import router as attention_router
from kefu.insight.exports.http import router as exports_router
from kefu.insight.figures.http import router as figures_router
from kefu.insight.reports.http import router as reports_router
from kefu.insight.satisfaction.http import router as satisfaction_router
from kefu.insight.schedules.http import router as schedules_router
from kefu.insight.targets.http import router as targets_router
from kefu.insight.workorders.http import router as work_order_figures_router
from kefu.ivr.http import router as ivr_router
from kefu.ivr.prompts import spoken
from kefu.journeys.acceptance.http import router as acceptance_router
from kefu.journeys.agent_desktop.assigning_http import router as assigning_router
from kefu.journeys.agent_desktop.http import router as desk_router
from kefu.journeys.agent_desktop.supervision_http import router as supervision_router
from kefu.journeys.agent_desktop.ws import UNAUTHENTICATED
from kefu.journeys.agent_desktop.ws import router as socket_router
from kefu.journeys.call_history.http import router as calls_router
from kefu.journeys.customer_360.http import router as customer_360_router
from kefu.journeys.my_tasks.http import router as my_tasks_router
from kefu.journeys.my_tasks.model import Source
from kefu.journeys.repair_loop.cards import customer_card
from kefu.journeys.repair_loop.http import router as repair_loop_router
from kefu.journeys.survey_calls.http import router as survey_calls_router
from kefu.journeys.survey_import.http import router as survey_import_router
from kefu.journeys.ticket_calls.http import router as ticket_calls_router
from kefu.kernel.errors import NotFoundError
from kefu.messaging.http import router as messages_router
from kefu.platform import metrics, web
from kefu.platform.clock import Clock, utc_now
from kefu.platform.db import Database
from kefu.platform.settings import Settings
from kefu.recordings.http import router as recordings_router
from kefu.surveys.http import router as surveys_router
from kefu.surveys.service.tasks import tasks as survey_tasks
from kefu.tickets import service as tickets
from kefu.tickets.http import router as tickets_router
from kefu.workorders.http import router as work_orders_router
from kefu.workorders.service.tasks import tasks as work_order_tasks

FIELD_POLICY = "microphone=(), camera=(), geolocation=(self)"
"""What a repairman's page may ask him for: where he is, and nothing else."""
GARBAGE_THRESHOLDS = (10_000, 20, 100)
"""Fewer and later than Python's own: calls leave few cycles, and a collection holds every call up."""
ROUTERS = (
    identity_router,
    administration_router,
    customers_router,
    customer_360_router,
    recordings_router,
    calls_router,
    routing_router,
    choices_router,
    switches_router,
    ivr_router,
    forms_router,
    messages_router,
    sms_router,
    work_orders_router,
    alarms_router,
    appraisal_router,
    attention_router,
    figures_router,
    targets_router,
    reports_router,
    exports_router,
    schedules_router,
    work_order_figures_router,
    acceptance_router,
    ticket_calls_router,
    repair_loop_router,
    tickets_router,
    my_tasks_router,
    survey_calls_router,
    survey_import_router,
    surveys_router,
    satisfaction_router,
    desk_router,
    supervision_router,
    assigning_router,
    socket_router,
)


def create_app(settings: Settings, database: Database, clock: Clock = utc_now) -> FastAPI:
    """Make the application; its parts live as long as it runs."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with assemble(settings, database, clock) as parts:
            _hand_over(app, parts)
            _settle_memory()
            yield

    app = FastAPI(title="Kefu", version="0.1.0", lifespan=lifespan, docs_url=None, redoc_url=None)
    web.install(app, database=database, clock=clock, is_secure_cookie=settings.is_secure_cookie)
    for router in ROUTERS:
        app.include_router(router)
    app.add_api_route("/api/health", health, include_in_schema=False)
    app.add_api_route("/metrics", local_metrics, include_in_schema=False)
    app.add_api_websocket_route("/sip", carry_sip)
    if (folder := web_folder()) is not None:
        _serve_console(app, folder)
    return app


def _settle_memory() -> None:
    """Leave what start-up has made out of garbage collections: looking at it takes a tenth of a second each time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE_THRESHOLDS)


def _hand_over(app: FastAPI, parts: Parts) -> None:
    """Put the parts where the rooms' dependencies look for them."""
    for name in ("database", "vault", "blobs", "customer_360", "hub", "screens", "seating", "routing", "sms_gateways"):
        setattr(app.state, name, getattr(parts, name))
    app.state.parts = parts
    app.state.http_gateways = by_http(parts.sms_gateways)
    app.state.ticket_cards = app.state.order_contacts = customer_card
    app.state.has_mail = bool(parts.settings.mail)
    app.state.field_url = field_url(parts.settings)
    app.state.task_sources = (
        Source("ticket.view", tickets.tasks),
        Source("survey.call", survey_tasks),
        Source("workorder.view", work_order_tasks),
        Source("desk.use", appraisal_notices.tasks),
        Source("appraisal.answer", appraisal_notices.appeals),
    )
    app.state.on_routing_changed = lambda change: parts.routing.changed()
    app.state.on_organisation_changed = lambda change: parts.routing.changed()
    app.state.on_alarms_changed = parts.watcher.changed
    app.state.on_customer_changed = parts.pops.refresh
    app.state.on_ivr_changed = lambda tenant_id: parts.routing.changed()
    app.state.ivr_surroundings = partial(surroundings, prompts=prompts_of(parts.settings))
    app.state.prompts = partial(spoken, prompts_of(parts.settings))


async def health(request: Request) -> dict[str, Any]:
    """Tell whether the parts answer; 200 as long as this process does its work."""
    parts: Parts = request.app.state.parts
    switches = {name: switch.is_available for name, switch in parts.centre.switches.items()}
    gateways = {name: gateway.is_healthy for name, gateway in parts.sms_gateways.items()}
    await parts.database.ping()
    return {
        "status": "ok",
        "switches": switches,
        "sms_gateways": gateways,
        "ledger_is_behind": parts.ledger.is_behind,
    }


async def local_metrics(request: Request) -> Response:
    """Show the metrics to this machine's monitor; a proxy in front must not pass this path on.

    Raises: NotFoundError for everybody else.
    """
    if request.client is None or not ip_address(request.client.host).is_loopback:
        raise NotFoundError
    return metrics.render()


async def carry_sip(socket: WebSocket) -> None:
    """Join a page's phone with the switch, if somebody has logged in there."""
    parts: Parts = socket.app.state.parts
    try:
        principal = await principal_of(socket)
    except (CsrfTokenWrongError, NotAuthenticatedError, SessionExpiredError):
        await socket.close(UNAUTHENTICATED)
        return
    addresses = [a for name, a in parts.switch_addresses.items() if parts.centre.switches[name].is_available]
    if not addresses:
        await socket.close(sip_proxy.TRY_AGAIN)
        return
    with parts.hub.phone_socket(principal.agent_id):
        await sip_proxy.carry(socket, parts.http, addresses[0])


def _serve_console(app: FastAPI, folder: Path) -> None:
    """Serve the built console; every path that is no file is a page of it, or of the field page below /field."""
    app.mount("/assets", StaticFiles(directory=folder / "assets"), name="assets")

    files = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}

    @app.get("/{path:path}", include_in_schema=False)
    async def page(path: str) -> Response:
        is_field = path.partition("/")[0] in ("field", "field.html") and "field.html" in files
        wanted = "field.html" if is_field else path if path in files else "index.html"
        headers = {"cache-control": "no-cache"} | ({"permissions-policy": FIELD_POLICY} if is_field else {})
        return FileResponse(folder / wanted, headers=headers)
