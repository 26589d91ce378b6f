"""A billing system that speaks SOAP 1.1: GetBalance, ListBills and the like (how-to/connect-billing.md)."""

import re
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from kefu.adapters.billing import answers, envelope
from kefu.adapters.billing.wire import LIMIT_S, Wire
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

NAMESPACE = "urn:kefu:billing:1"
LISTS = frozenset({"bills", "lines", "payments", "products", "devices"})
M = TypeVar("M", bound=BaseModel)
_MONTHS = str(BILL_MONTHS)


class SoapBoss:
    """Implements `backend.Backend`."""

    def __init__(self, url: str, *, limit_s: float = LIMIT_S) -> None:
        self._wire = Wire(url, limit_s=limit_s)

    async def balance(self, account_no: str) -> Balance:
        """Ask for a balance."""
        return (await self._call(answers.BalanceAnswer, "GetBalance", account=account_no)).said()

    async def bills(self, account_no: str) -> Bills:
        """Ask for the bills of the last twelve months."""
        return (await self._call(answers.BillsAnswer, "ListBills", account=account_no, months=_MONTHS)).said()

    async def payments(self, account_no: str) -> Payments:
        """Ask for the payments of the last twelve months."""
        return (await self._call(answers.PaymentsAnswer, "ListPayments", account=account_no, months=_MONTHS)).said()

    async def products(self, account_no: str) -> ProductStates:
        """Ask for the state of products."""
        return (await self._call(answers.ProductsAnswer, "ListProducts", account=account_no)).said()

    async def devices(self, account_no: str) -> Devices:
        """Ask for the state of devices."""
        return (await self._call(answers.DevicesAnswer, "ListDevices", account=account_no)).said()

    async def refresh_device(self, wish: Refresh) -> Refreshed:
        """Have a device's authorisation sent again.

        Raises: DeviceUnknownError, BillingUnavailableError when certainly nothing was done, BillingOutcomeUnknownError.
        """
        fields = {"key": wish.key, "account": wish.account.account_no, "resource": wish.resource}
        answer = await self._call(answers.RefreshAnswer, "RefreshDevice", is_write=True, **fields)
        done = answer.said()
        if done is None:
            raise BillingOutcomeUnknownError("it says neither yes nor no")
        return done

    async def find_refresh(self, key: str) -> Refreshed | None:
        """Ask whether the wish of this key was carried out."""
        return (await self._call(answers.RefreshAnswer, "FindRefresh", key=key)).said()

    async def close(self) -> None:
        """Close the connections."""
        await self._wire.close()

    async def _call(self, model: type[M], operation: str, *, is_write: bool = False, **fields: str) -> M:
        headers = {"content-type": "text/xml; charset=utf-8", "soapaction": f'"{NAMESPACE}#{operation}"'}
        request = envelope.write(NAMESPACE, operation, fields)
        answer = await self._wire.post("", request, headers=headers, is_write=is_write)
        doubt = BillingOutcomeUnknownError if is_write else BillingUnavailableError
        try:
            said = envelope.read(answer.body, namespace=NAMESPACE, operation=f"{operation}Response", lists=LISTS)
            return model.model_validate(said)
        except envelope.SoapFaultError as fault:
            raise answers.REFUSALS.get(_refusal(fault.code), doubt)(str(fault)) from fault
        except envelope.EnvelopeError as error:
            raise doubt(f"HTTP {answer.status}, {error}") from error
        except ValidationError as error:
            raise doubt(f"not what was agreed: {error.error_count()} faults") from error


def _refusal(code: str) -> str:
    """Translate a fault code: "Client.AccountUnknown" -> "account-unknown"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", code.partition(".")[2]).lower()
