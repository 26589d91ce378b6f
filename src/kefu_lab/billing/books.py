"""What the billing system knows of an account, computed from its number and the seed: nothing is stored."""

import hashlib
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from kefu.customers.model import ProductStatus
from kefu_lab.people.person import Holding, Network, balance_of, person
from kefu_lab.people.words import PRODUCTS

Record = dict[str, Any]
_ZONE = ZoneInfo("Asia/Shanghai")
_METHODS = ("wechat", "alipay", "bank", "card", "cash", "unionpay-kiosk")
_KINDS = {0: "set_top_box", 1: "onu", 2: "set_top_box"}
_MODELS = {0: "Jiuzhou DVC-8168", 1: "FiberHome AN5506-04", 2: "Skyworth HC2910"}
_LEVELS_DBM = {"onu": (-240, 130), "set_top_box": (-560, 170)}  # the weakest in tenths, and how much more at most
_FIXED_LINE = 3


class Books:
    """The accounts of twelve digits. With `networks` their products are those of the synthetic customers of `seed`."""

    def __init__(self, *, seed: int = 1, networks: Sequence[Network] = ()) -> None:
        self._seed, self._networks = seed, tuple(networks)

    def is_known(self, account_no: str) -> bool:
        """Tell whether there is such an account."""
        return len(account_no) == 12 and account_no.isdecimal()

    def balance(self, account_no: str) -> Record:
        """Say what an account has and owes."""
        balance_minor, due_minor = balance_of(account_no)
        return {"balance_minor": balance_minor, "due_minor": due_minor}

    def bills(self, account_no: str, now: datetime, months: int) -> list[Record]:
        """Say what an account was billed for the last months; only the last bill may be unpaid."""
        _, due_minor = balance_of(account_no)
        return [
            self._bill(account_no, month_on, due_minor if position == 0 else 0)
            for position, month_on in enumerate(_months_before(now, months))
        ]

    def payments(self, account_no: str, now: datetime, months: int) -> list[Record]:
        """Say what was paid: every settled bill, some weeks after its month."""
        return [
            self._payment(account_no, bill)
            for bill in self.bills(account_no, now, months)
            if bill["unpaid_minor"] < bill["total_minor"]
        ]

    def products(self, account_no: str) -> list[Record]:
        """Say how the account's products are; reported faults are not known here."""
        states = {ProductStatus.FAULT: ProductStatus.ACTIVE}
        return [
            {"resource": holding.resource, "status": str(states.get(holding.status, holding.status))}
            for holding in self._holdings(account_no)
        ]

    def devices(self, account_no: str, now: datetime, refreshed: frozenset[str]) -> list[Record]:
        """Say how the account's devices are; those that were refreshed are online again if their signal allows it."""
        return [
            self._device(account_no, holding, now, holding.resource in refreshed)
            for holding in self._holdings(account_no)
            if holding.product != _FIXED_LINE
        ]

    def _holdings(self, account_no: str) -> tuple[Holding, ...]:
        area, serial = account_no[:4].lstrip("0"), int(account_no[4:])
        for position, network in enumerate(self._networks):
            if network.area_code.lstrip("0") == area:
                return person(self._seed, serial * len(self._networks) + position, self._networks).holdings
        resources = (f"8512{area:0>3}{serial:09d}", f"KD{area}{serial:08d}", f"HD{area}{serial:08d}")
        return tuple(
            Holding(product, resource, ProductStatus.ACTIVE, date(2027, 12, 31))
            for product, resource in enumerate(resources)
        )

    def _bill(self, account_no: str, month_on: date, unpaid_minor: int) -> Record:
        lines = [_line(*PRODUCTS[holding.product]) for holding in self._holdings(account_no)]
        films = _draw(account_no, month_on, "films") % 4
        if films:
            lines.append(_line("影视点播", "Films on demand", films * 500))
        if _draw(account_no, month_on, "discount") % 5 == 0:
            lines.append(_line("套餐优惠", "Bundle discount", -1000))
        total_minor = sum(line["amount_minor"] for line in lines)
        if unpaid_minor > total_minor:
            lines.append(_line("往期欠费", "Arrears carried over", unpaid_minor - total_minor))
            total_minor = unpaid_minor
        return {
            "bill_no": f"{account_no}-{month_on:%Y%m}",
            "month": f"{month_on:%Y-%m}",
            "due_on": (_next_month(month_on) + timedelta(days=19)).isoformat(),
            "total_minor": total_minor,
            "unpaid_minor": unpaid_minor,
            "lines": lines,
        }

    def _payment(self, account_no: str, bill: Record) -> Record:
        month_on = date.fromisoformat(f"{bill['month']}-01")
        drawn = _draw(account_no, month_on, "payment")
        paid_on = _next_month(month_on) + timedelta(days=drawn % 18)
        paid_at = datetime.combine(paid_on, time(8 + drawn % 12, drawn % 60), _ZONE)
        return {
            "payment_no": f"P{bill['bill_no']}",
            "paid_at": paid_at.isoformat(),
            "amount_minor": bill["total_minor"] - bill["unpaid_minor"],
            "method": _METHODS[drawn % len(_METHODS)],
            "status": "refunded" if drawn % 29 == 0 else "done",
        }

    def _device(self, account_no: str, holding: Holding, now: datetime, is_refreshed: bool) -> Record:
        kind = _KINDS[holding.product]
        drawn = _draw(account_no, holding.resource, "device")
        weakest, spread = _LEVELS_DBM[kind]
        signal_dbm = (weakest + drawn % spread) / 10
        is_off = drawn % 7 == 0 or holding.status is ProductStatus.SUSPENDED
        if holding.status is ProductStatus.FAULT:
            signal_dbm, is_off = (weakest - 50) / 10, True  # the line is broken: no refresh helps
        elif is_refreshed:
            is_off = False
        seen_at = now - timedelta(hours=1 + drawn % 50) if is_off else now
        return {
            "resource": holding.resource,
            "kind": kind,
            "model": _MODELS[holding.product],
            "is_online": not is_off,
            "signal_dbm": None if is_off and drawn % 3 == 0 else signal_dbm,
            "last_seen_at": seen_at.isoformat(),
        }


def _line(name_zh: str, name_en: str, amount_minor: int) -> Record:
    return {"name_zh": name_zh, "name_en": name_en, "amount_minor": amount_minor}


def _draw(*about: object) -> int:
    text = " ".join(map(str, about))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=6).digest(), "big")


def _months_before(now: datetime, count: int) -> list[date]:
    month_on = now.astimezone(_ZONE).date().replace(day=1)
    months = []
    for _ in range(count):
        month_on = (month_on - timedelta(days=1)).replace(day=1)
        months.append(month_on)
    return months


def _next_month(month_on: date) -> date:
    return month_on + timedelta(days=monthrange(month_on.year, month_on.month)[1])
