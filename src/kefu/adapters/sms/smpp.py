"""A gateway that speaks SMPP 3.4, bound as transceiver; it comes back by itself when it is lost."""

import asyncio
import ssl
from collections.abc import Sequence
from contextlib import suppress

import smpp34
import structlog

from kefu.adapters.sms import pdus
from kefu.adapters.sms.address import GatewayAddress
from kefu.adapters.sms.link import Link, LinkLostError
from kefu.adapters.sms.pdus import Pdu, Status
from kefu.messaging import rules
from kefu.messaging.model import Receipt, Submission
from kefu.messaging.ports import GatewayEvents, NotSentError, OutcomeUnknownError, RefusedError

CONNECTS_WITHIN_S = 10
SILENCE_S = 30.0
RECONNECTS_AFTER_S = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
logger = structlog.get_logger(__name__)


class SmppGateway:
    """One short message centre.

    It does not know a repetition: what was handed over and not answered is in doubt for good, unless a receipt repeats
    our reference (user_message_reference). query_sm asks by the very name that was in the lost answer.
    """

    deduplicates = False

    def __init__(
        self,
        address: GatewayAddress,
        *,
        reconnects_after_s: Sequence[float] = RECONNECTS_AFTER_S,
        silence_s: float = SILENCE_S,
        answers_within_s: float = 20.0,
    ) -> None:
        self.name = address.name
        self._address = address
        self._reconnects_after_s, self._silence_s = reconnects_after_s, silence_s
        self._answers_within_s = answers_within_s
        self._events: GatewayEvents | None = None
        self._link: Link | None = None
        self._task: asyncio.Task[None] | None = None
        self.changed = asyncio.Event()
        """Set whenever the connection has come or gone; who waits for it clears it."""

    @property
    def is_available(self) -> bool:
        """Tell whether we are bound."""
        return self._link is not None

    @property
    def is_healthy(self) -> bool:
        """Tell whether we are bound."""
        return self._link is not None

    def start(self, events: GatewayEvents) -> None:
        """Connect, and stay connected."""
        self._events = events
        self._task = asyncio.create_task(self._stay_connected(), name=f"smpp {self.name}")

    async def stop(self) -> None:
        """Unbind and hang up."""
        if self._link is not None:
            await self._link.unbind()
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def cut(self, text: str) -> tuple[str, ...]:
        """Cut a text into parts of the air's size, unless the centre does so itself."""
        return (text,) if self._address.is_payload else rules.cut(text).parts

    async def submit(self, submission: Submission) -> str:
        """Hand a part over.

        Raises: NotSentError, RefusedError, OutcomeUnknownError.
        """
        link = self._link
        if link is None:
            raise NotSentError("not bound")
        try:
            answer = await link.ask(
                lambda sequence: pdus.submit(sequence, submission, sender=self._address.sender),
                within_s=self._answers_within_s,
            )
        except LinkLostError as error:
            if error.is_written:
                raise OutcomeUnknownError("the connection was lost before the answer") from error
            raise NotSentError("the connection is gone") from error
        except TimeoutError as error:
            raise OutcomeUnknownError("no answer came") from error
        except smpp34.SmppError as error:
            raise RefusedError("cannot-be-written") from error
        if answer.status != Status.OK:
            raise pdus.failure(answer.status)
        return self._own_name(pdus.first_text(answer.body))

    def _own_name(self, name: str) -> str:
        """Write a name as receipts do."""
        if not self._address.has_hex_ids:
            return name
        with suppress(ValueError):
            return str(int(name, 16))
        return name

    async def _stay_connected(self) -> None:
        failures = 0
        while True:
            try:
                link = await self._connect()
            except (OSError, EOFError, TimeoutError, LinkLostError, smpp34.SmppError) as error:
                logger.warning("no connection to a short message centre", gateway=self.name, error=type(error).__name__)
            else:
                failures = 0
                await self._serve(link)
            delays = self._reconnects_after_s
            await asyncio.sleep(delays[min(failures, len(delays) - 1)])
            failures += 1

    async def _connect(self) -> tuple[Link, "asyncio.Task[None]"]:
        address = self._address
        context = ssl.create_default_context() if address.scheme == "smpps" else None
        async with asyncio.timeout(CONNECTS_WITHIN_S):
            reader, writer = await asyncio.open_connection(address.host, address.port, ssl=context)
        link = Link(reader, writer, self._deliver, silence_s=self._silence_s)
        serving = asyncio.create_task(link.run())
        try:
            answer = await link.ask(
                lambda sequence: pdus.bind(sequence, system_id=address.user, password=address.password),
                within_s=CONNECTS_WITHIN_S,
            )
            if answer.status != Status.OK:
                logger.error("a short message centre lets us not in", gateway=self.name, status=f"{answer.status:#x}")
                raise ConnectionRefusedError
        except BaseException:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
            raise
        return link, serving

    async def _serve(self, bound: tuple[Link, "asyncio.Task[None]"]) -> None:
        link, serving = bound
        self._link = link
        self.changed.set()
        logger.info("bound to a short message centre", gateway=self.name)
        try:
            await serving
        finally:
            serving.cancel()
            self._link = None
            self.changed.set()
            logger.warning("a short message centre is gone", gateway=self.name)

    async def _deliver(self, pdu: Pdu) -> int:
        """Hand on what the centre brings; what cannot be written down now is to come again."""
        try:
            what = pdus.read(pdu.raw)
        except (smpp34.SmppError, UnicodeError):
            logger.warning("a short message centre brought what cannot be read", gateway=self.name)
            return Status.OK  # it would be the same the next time
        if what is None or self._events is None:
            return Status.OK
        try:
            if isinstance(what, Receipt):
                if not await self._events.on_receipt(what):
                    logger.info("a receipt is of nothing known", gateway=self.name)
            else:
                await self._events.on_arrived(what)
        except Exception:
            logger.exception("what a short message centre brought was not taken in", gateway=self.name)
            return Status.TRY_AGAIN
        return Status.OK
