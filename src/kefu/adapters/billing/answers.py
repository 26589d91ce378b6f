"""What billing systems answer, checked and translated; the same fields in every protocol."""

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, FiniteFloat, StringConstraints

from kefu.customers.model import (
    Balance,
    Bill,
    BillLine,
    Bills,
    Device,
    DeviceKind,
    Devices,
    Payment,
    PaymentMethod,
    Payments,
    PaymentStatus,
    ProductState,
    ProductStates,
    ProductStatus,
    Refreshed,
)
from kefu.customers.ports import (
    AccountUnknownError,
    BillingUnavailableError,
    DeviceUnknownError,
    NotOfferedError,
)
from kefu.kernel.errors import KefuError

REFUSALS: dict[str, type[KefuError]] = {
    "account-unknown": AccountUnknownError,
    "device-unknown": DeviceUnknownError,
    "not-offered": NotOfferedError,
    "unavailable": BillingUnavailableError,  # certainly nothing was done
}
"""How a billing system says no."""

_Word = Annotated[str, StringConstraints(min_length=1, max_length=200)]
_Month = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
_Minor = Annotated[int, Field(ge=-(2**53), le=2**53)]  # what a browser can count


class _Said(BaseModel):
    """What nobody knows here is passed over: systems grow."""

    model_config = ConfigDict(extra="ignore")


class BalanceAnswer(_Said):
    """A balance."""

    as_of: AwareDatetime
    balance_minor: _Minor
    due_minor: _Minor

    def said(self) -> Balance:
        """Translate it."""
        return Balance(balance_minor=self.balance_minor, due_minor=self.due_minor, as_of=self.as_of)


class _Line(_Said):
    name_zh: _Word
    name_en: str = ""
    amount_minor: _Minor


class _Bill(_Said):
    bill_no: _Word
    month: _Month
    due_on: date
    total_minor: _Minor
    unpaid_minor: _Minor
    lines: list[_Line] = []

    def said(self) -> Bill:
        return Bill(
            bill_no=self.bill_no,
            month_on=date.fromisoformat(f"{self.month}-01"),
            due_on=self.due_on,
            total_minor=self.total_minor,
            unpaid_minor=self.unpaid_minor,
            lines=tuple(
                BillLine(
                    name={"zh-CN": line.name_zh, "en": line.name_en or line.name_zh}, amount_minor=line.amount_minor
                )
                for line in self.lines
            ),
        )


class BillsAnswer(_Said):
    """Bills."""

    as_of: AwareDatetime
    bills: list[_Bill]

    def said(self) -> Bills:
        """Translate them, newest first."""
        bills = sorted((bill.said() for bill in self.bills), key=lambda bill: bill.month_on, reverse=True)
        return Bills(as_of=self.as_of, bills=tuple(bills))


class _Payment(_Said):
    payment_no: _Word
    paid_at: AwareDatetime
    amount_minor: _Minor
    method: str
    status: PaymentStatus

    def said(self) -> Payment:
        is_known = self.method in PaymentMethod.__members__.values()
        return Payment(
            payment_no=self.payment_no,
            paid_at=self.paid_at,
            amount_minor=self.amount_minor,
            method=PaymentMethod(self.method) if is_known else PaymentMethod.OTHER,
            status=self.status,
        )


class PaymentsAnswer(_Said):
    """Payments."""

    as_of: AwareDatetime
    payments: list[_Payment]

    def said(self) -> Payments:
        """Translate them, newest first."""
        payments = sorted((each.said() for each in self.payments), key=lambda each: each.paid_at, reverse=True)
        return Payments(as_of=self.as_of, payments=tuple(payments))


class _Product(_Said):
    resource: _Word
    status: ProductStatus


class ProductsAnswer(_Said):
    """The state of products."""

    as_of: AwareDatetime
    products: list[_Product]

    def said(self) -> ProductStates:
        """Translate it."""
        products = tuple(ProductState(resource=each.resource, status=each.status) for each in self.products)
        return ProductStates(as_of=self.as_of, products=products)


class _Device(_Said):
    resource: _Word
    kind: DeviceKind
    model: str = ""
    is_online: bool
    signal_dbm: FiniteFloat | None = None
    last_seen_at: AwareDatetime | None = None

    def said(self) -> Device:
        return Device(
            resource=self.resource,
            kind=self.kind,
            model=self.model,
            is_online=self.is_online,
            signal_dbm=self.signal_dbm,
            last_seen_at=self.last_seen_at,
        )


class DevicesAnswer(_Said):
    """The state of devices."""

    as_of: AwareDatetime
    devices: list[_Device]

    def said(self) -> Devices:
        """Translate it."""
        return Devices(as_of=self.as_of, devices=tuple(each.said() for each in self.devices))


class RefreshAnswer(_Said):
    """Whether a wish was carried out, and when."""

    is_done: bool
    done_at: AwareDatetime | None = None

    def said(self) -> Refreshed | None:
        """Translate it; None: it was not."""
        return Refreshed(done_at=self.done_at) if self.is_done and self.done_at else None
