"""Keeps a phone registered."""

import asyncio
import contextlib
import logging

from kefu_lab.phone.call import Credentials
from kefu_lab.phone.endpoint import Endpoint
from kefu_lab.phone.message import Headers, NameAddress
from kefu_lab.phone.transactions import Address

log = logging.getLogger(__name__)

_RETRY_S = 2.0
_FAREWELL_S = 1.0


class RegistrationError(Exception):
    """The registrar refused the phone; 408: it does not answer."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the registrar answered {status}")
        self.status = status


class Registration:
    """One phone's registration: begun, refreshed at half its life, tried again every 2 s when lost, ended."""

    def __init__(self, endpoint: Endpoint, registrar: Address, credentials: Credentials, *, expires_s: int) -> None:
        own = NameAddress(f"sip:{credentials.user}@{registrar[0]}:{registrar[1]}")
        self._endpoint, self._credentials, self._expires_s = endpoint, credentials, expires_s
        self._dialog = endpoint.dialog(own.uri, sender=own, next_hop=registrar)
        self._dialog.target = f"sip:{registrar[0]}:{registrar[1]}"
        self._refresher: asyncio.Task[None] | None = None
        self.is_active = False

    async def begin(self) -> None:
        """Register, then stay registered.

        Raises: RegistrationError.
        """
        await self._register(self._expires_s)
        self._refresher = asyncio.create_task(self._refresh(), name=f"registration of {self._credentials.user}")

    async def end(self) -> None:
        """Unregister, without insisting."""
        if self._refresher is None:
            return
        self._refresher.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._refresher
        if self.is_active:
            with contextlib.suppress(RegistrationError, TimeoutError):
                async with asyncio.timeout(_FAREWELL_S):
                    await self._register(0)
        self.is_active = False

    def forget(self) -> None:
        """Stop refreshing without a word."""
        self.is_active = False
        if self._refresher:
            self._refresher.cancel()

    async def _refresh(self) -> None:
        while True:
            await asyncio.sleep(self._expires_s / 2 if self.is_active else _RETRY_S)
            try:
                await self._register(self._expires_s)
            except RegistrationError as error:
                log.warning("phone %s: %s", self._credentials.user, error)

    async def _register(self, expires_s: int) -> None:
        contact = f"<{self._endpoint.uri(self._credentials.user)}>"
        headers = Headers(("Contact", contact), ("Expires", str(expires_s)))
        response = await self._endpoint.ask(self._dialog, "REGISTER", headers, credentials=self._credentials)
        self.is_active = response.status == 200 and expires_s > 0
        if response.status != 200:
            raise RegistrationError(response.status)
