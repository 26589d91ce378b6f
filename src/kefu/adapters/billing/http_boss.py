"""A billing system that speaks JSON over HTTP: GET /balance?account=NUMBER."""

from datetime import datetime

import aiohttp
from pydantic import BaseModel, ValidationError

from kefu.customers.model import Balance
from kefu.customers.ports import AccountUnknownError, BillingUnavailableError

_LIMIT_S = 3
_CONNECTIONS = 20
"""A slow billing system may hold so many requests, and no more."""


class _Answer(BaseModel):
    balance_minor: int
    due_minor: int
    as_of: datetime


class HttpBoss:
    """One billing system; every call asks it."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._session: aiohttp.ClientSession | None = None

    async def fetch(self, account_no: str) -> Balance:
        """Ask for one balance.

        Raises: AccountUnknownError, BillingUnavailableError.
        """
        try:
            async with self._client().get(f"{self._url}/balance", params={"account": account_no}) as response:
                if response.status == 404:
                    raise AccountUnknownError(f"account {account_no} is not known there")
                response.raise_for_status()
                answer = _Answer.model_validate_json(await response.read())
        except (aiohttp.ClientError, TimeoutError, ValidationError) as error:
            raise BillingUnavailableError(type(error).__name__) from error
        return Balance(balance_minor=answer.balance_minor, due_minor=answer.due_minor, as_of=answer.as_of)

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=_LIMIT_S),
                connector=aiohttp.TCPConnector(limit=_CONNECTIONS),
            )
        return self._session
