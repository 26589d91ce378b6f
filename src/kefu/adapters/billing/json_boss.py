"""A billing system that speaks JSON over HTTP: GET /balance?account=NUMBER and the like (how-to/connect-billing.md)."""

import json
from http import HTTPStatus
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from kefu.adapters.billing import answers
from kefu.adapters.billing.wire import LIMIT_S, Answer, Wire
from kefu.customers.model import (
    BILL_MONTHS,
    Balance,
    Bills,
    Devices,
    Payments,
    ProductStates,
    Refresh,
    Refreshed,
)
from kefu.customers.ports import BillingOutcomeUnknownError, BillingUnavailableError

M = TypeVar("M", bound=BaseModel)
_REFUSED = frozenset({HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS})
_MONTHS = str(BILL_MONTHS)


class JsonBoss:
    """Implements `backend.Backend`."""

    def __init__(self, url: str, *, limit_s: float = LIMIT_S) -> None:
        self._wire = Wire(url, limit_s=limit_s)

    async def balance(self, account_no: str) -> Balance:
        """Ask for a balance."""
        return (await self._get(answers.BalanceAnswer, "/balance", account=account_no)).said()

    async def bills(self, account_no: str) -> Bills:
        """Ask for the bills of the last twelve months."""
        return (await self._get(answers.BillsAnswer, "/bills", account=account_no, months=_MONTHS)).said()

    async def payments(self, account_no: str) -> Payments:
        """Ask for the payments of the last twelve months."""
        return (await self._get(answers.PaymentsAnswer, "/payments", account=account_no, months=_MONTHS)).said()

    async def products(self, account_no: str) -> ProductStates:
        """Ask for the state of products."""
        return (await self._get(answers.ProductsAnswer, "/products", account=account_no)).said()

    async def devices(self, account_no: str) -> Devices:
        """Ask for the state of devices."""
        return (await self._get(answers.DevicesAnswer, "/devices", account=account_no)).said()

    async def refresh_device(self, wish: Refresh) -> Refreshed:
        """Have a device's authorisation sent again.

        Raises: DeviceUnknownError, BillingUnavailableError when certainly nothing was done, BillingOutcomeUnknownError.
        """
        body = json.dumps({"key": wish.key, "account": wish.account.account_no, "resource": wish.resource})
        headers = {"content-type": "application/json", "idempotency-key": wish.key}
        answer = await self._wire.post("/refreshes", body.encode(), headers=headers, is_write=True)
        try:
            done = _read(answers.RefreshAnswer, answer).said()
        except BillingUnavailableError as error:
            if answer.status in _REFUSED or error.code != BillingUnavailableError.code:
                raise
            raise BillingOutcomeUnknownError(error.detail) from error
        if done is None:
            raise BillingOutcomeUnknownError("it says neither yes nor no")
        return done

    async def find_refresh(self, key: str) -> Refreshed | None:
        """Ask whether the wish of this key was carried out."""
        return (await self._get(answers.RefreshAnswer, "/refreshes", key=key)).said()

    async def close(self) -> None:
        """Close the connections."""
        await self._wire.close()

    async def _get(self, model: type[M], path: str, **query: str) -> M:
        return _read(model, await self._wire.get(path, query))


def _read(model: type[M], answer: Answer) -> M:
    """Read an answer, or the refusal that it is."""
    if answer.status >= HTTPStatus.BAD_REQUEST:
        code = _code(answer.body)
        raise answers.REFUSALS.get(code, BillingUnavailableError)(f"HTTP {answer.status} {code}".strip())
    try:
        return model.model_validate_json(answer.body)
    except ValidationError as error:
        raise BillingUnavailableError(f"not what was agreed: {error.error_count()} faults") from error


def _code(body: bytes) -> str:
    try:
        said: Any = json.loads(body)
    except ValueError:
        return ""
    code = said.get("code") if isinstance(said, dict) else None
    return code if isinstance(code, str) else ""
