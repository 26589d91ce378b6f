"""One billing system's address on the network: every request with a limit in time and in length."""

from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp

from kefu.customers.ports import BillingOutcomeUnknownError, BillingUnavailableError

LIMIT_S = 3.0
LONGEST_ANSWER = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes


class Wire:
    """Requests to one address over kept connections."""

    def __init__(self, url: str, *, limit_s: float = LIMIT_S) -> None:
        self._url = url.rstrip("/")
        self._limit_s = limit_s
        self._session: aiohttp.ClientSession | None = None

    async def get(self, path: str, query: Mapping[str, str]) -> Answer:
        """Ask for something.

        Raises: BillingUnavailableError.
        """
        return await self._request("GET", path, query=query)

    async def post(self, path: str, body: bytes, *, headers: Mapping[str, str], is_write: bool = False) -> Answer:
        """Send something; `is_write`: it may change something there, so that silence is no "no".

        Raises: BillingUnavailableError, BillingOutcomeUnknownError.
        """
        try:
            return await self._request("POST", path, body=body, headers=headers)
        except BillingUnavailableError as error:
            if is_write and not isinstance(error.__cause__, aiohttp.ClientConnectorError):
                raise BillingOutcomeUnknownError(error.detail) from error
            raise

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def _request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        try:
            async with self._client().request(
                method, self._url + path, params=query, data=body, headers=headers, allow_redirects=False
            ) as response:
                return Answer(response.status, await _whole(response))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise BillingUnavailableError(type(error).__name__) from error

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=self._limit_s),
                connector=aiohttp.TCPConnector(limit=0),  # the guard's bulkhead counts; here nobody is to queue
            )
        return self._session


async def _whole(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for piece in response.content.iter_chunked(65_536):
        body += piece
        if len(body) > LONGEST_ANSWER:
            raise aiohttp.ClientPayloadError("the answer has no end")
    return bytes(body)
