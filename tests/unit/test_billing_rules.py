"""What is made of what billing says: the state of a bill, the judgement of a signal, the live state of a product."""

from datetime import date

import pytest

from kefu.customers.model import (
    AccountRef,
    Bill,
    Bills,
    BillState,
    Device,
    DeviceKind,
    Devices,
    Match,
    Payments,
    ProductStatus,
    Signal,
)
from kefu.customers.rules import bill_state, live_status, signal_of
from kefu.journeys.customer_360 import rules
from kefu.journeys.customer_360.model import CustomerFile
from support.organisation import NOW

DUE_ON = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("unpaid_minor", "today", "state"),
    [
        (0, date(2027, 1, 1), BillState.SETTLED),
        (-5, date(2027, 1, 1), BillState.SETTLED),
        (1, DUE_ON, BillState.OPEN),
        (1, date(2026, 11, 21), BillState.OVERDUE),
    ],
)
def test_a_bill_is_overdue_the_day_after_it_is_due(unpaid_minor: int, today: date, state: BillState) -> None:
    bill = Bill(
        bill_no="1", month_on=date(2026, 10, 1), due_on=DUE_ON, total_minor=9, unpaid_minor=unpaid_minor, lines=()
    )
    assert bill_state(bill, today) is state


@pytest.mark.parametrize(
    ("kind", "signal_dbm", "signal"),
    [
        (DeviceKind.ONU, None, Signal.UNKNOWN),
        (DeviceKind.ONU, -27.1, Signal.BAD),
        (DeviceKind.ONU, -27.0, Signal.MARGINAL),
        (DeviceKind.ONU, -25.0, Signal.GOOD),
        (DeviceKind.ONU, -10.0, Signal.GOOD),
        (DeviceKind.ONU, -9.9, Signal.MARGINAL),
        (DeviceKind.ONU, -7.9, Signal.BAD),
        (DeviceKind.MODEM, -50.0, Signal.GOOD),
        (DeviceKind.MODEM, -63.0, Signal.MARGINAL),
        (DeviceKind.SET_TOP_BOX, -70.0, Signal.BAD),
    ],
)
def test_a_signal_is_judged_by_what_the_kind_of_device_needs(
    kind: DeviceKind, signal_dbm: float | None, signal: Signal
) -> None:
    assert signal_of(_device(kind, signal_dbm)) is signal


@pytest.mark.parametrize(
    ("ours", "theirs", "shown"),
    [
        (ProductStatus.FAULT, ProductStatus.ACTIVE, ProductStatus.FAULT),
        (ProductStatus.FAULT, ProductStatus.SUSPENDED, ProductStatus.SUSPENDED),
        (ProductStatus.ACTIVE, ProductStatus.SUSPENDED, ProductStatus.SUSPENDED),
        (ProductStatus.SUSPENDED, ProductStatus.ACTIVE, ProductStatus.ACTIVE),
    ],
)
def test_a_reported_fault_stays_until_billing_says_worse(
    ours: ProductStatus, theirs: ProductStatus, shown: ProductStatus
) -> None:
    assert live_status(ours, theirs) is shown


def test_views_of_nobody_are_empty() -> None:
    nobody, account = CustomerFile(match=Match()), AccountRef(account_no="1")
    assert (nobody.account, nobody.account_of("1"), nobody.accounts) == (None, None, ())
    assert rules.products(nobody).products == ()
    assert rules.bills(nobody, account, Bills(as_of=NOW, bills=()), today=DUE_ON).bills == ()
    assert rules.payments(nobody, account, Payments(as_of=NOW, payments=())).payments == ()
    (shown,) = rules.devices(nobody, account, Devices(as_of=NOW, devices=(_device(DeviceKind.ONU, None),))).devices
    assert (shown.product, shown.last_seen_ms) == (None, None)


def _device(kind: DeviceKind, signal_dbm: float | None) -> Device:
    return Device(resource="r", kind=kind, model="", is_online=True, signal_dbm=signal_dbm, last_seen_at=None)
