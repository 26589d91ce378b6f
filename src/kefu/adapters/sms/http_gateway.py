"""A generic gateway by HTTP: messages go out as JSON; what comes back goes to `webhook`. docs/how-to/connect-sms.md."""

from json import JSONDecodeError
from typing import Any

import aiohttp

from kefu.adapters.sms.address import GatewayAddress
from kefu.messaging.model import Submission
from kefu.messaging.ports import GatewayEvents, NotSentError, OutcomeUnknownError, RefusedError

ANSWERS_WITHIN_S = 20.0
_NOT_NOW = frozenset({429, 503})


class HttpGateway:
    """POST {url}/messages with our key. By contract a key that comes again is answered as before, and sent once.

    So doubt is answered by asking again. Long texts go whole; the gateway cuts them.
    """

    deduplicates = True
    is_available = True  # there is no connection to lose: the sender leaves it alone after failures

    def __init__(self, address: GatewayAddress, *, answers_within_s: float = ANSWERS_WITHIN_S) -> None:
        self.name = address.name
        self.is_healthy = True
        self.events: GatewayEvents | None = None
        self._address = address
        self._timeout = aiohttp.ClientTimeout(total=answers_within_s)
        self._http: aiohttp.ClientSession | None = None

    @property
    def secret(self) -> str:
        """Return what both sides show each other."""
        return self._address.password

    def start(self, events: GatewayEvents) -> None:
        """Be ready."""
        self.events = events
        self._http = aiohttp.ClientSession(timeout=self._timeout)

    async def stop(self) -> None:
        """Close the connections."""
        if self._http is not None:
            await self._http.close()

    def cut(self, text: str) -> tuple[str, ...]:
        """Leave a text whole."""
        return (text,)

    async def submit(self, submission: Submission) -> str:
        """Hand a message over.

        Raises: NotSentError, RefusedError, OutcomeUnknownError.
        """
        try:
            name = await self._post(submission)
        except RefusedError:
            self.is_healthy = True
            raise
        except (NotSentError, OutcomeUnknownError):
            self.is_healthy = False
            raise
        self.is_healthy = True
        return name

    async def _post(self, submission: Submission) -> str:
        if self._http is None:
            raise NotSentError("not started")
        body = {
            "key": submission.key,
            "to": submission.to,
            "from": self._address.sender,
            "text": submission.text,
            "valid_for_s": max(1, int(submission.valid_for.total_seconds())),
        }
        headers = {"authorization": f"Bearer {self.secret}", "idempotency-key": submission.key}
        url = f"{self._address.url.rstrip('/')}/messages"
        try:
            async with self._http.post(url, json=body, headers=headers) as answer:
                return _name(answer.status, await _json(answer))
        except aiohttp.ClientConnectorError as error:
            raise NotSentError("the gateway cannot be reached") from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise OutcomeUnknownError("no answer came") from error


async def _json(answer: aiohttp.ClientResponse) -> dict[str, Any]:
    try:
        body = await answer.json(content_type=None)
    except (JSONDecodeError, UnicodeDecodeError):
        return {}
    return body if isinstance(body, dict) else {}


def _name(status: int, body: dict[str, Any]) -> str:
    """Read an answer.

    Raises: NotSentError, RefusedError, OutcomeUnknownError.
    """
    if status in _NOT_NOW:
        raise NotSentError(f"http-{status}")
    if 400 <= status < 500:
        raise RefusedError(str(body.get("error") or f"http-{status}")[:100])
    if not 200 <= status < 300 or not isinstance(body.get("id"), str | int):
        raise OutcomeUnknownError(f"http-{status}")
    return str(body["id"])
