"""What may be seen, and how a search box's text is understood."""

import re
from dataclasses import replace
from datetime import date

from kefu.customers.model import (
    Bill,
    BillState,
    Candidate,
    Device,
    DeviceKind,
    LookupKind,
    ProductStatus,
    Profile,
    SearchPlan,
    Signal,
    Standing,
)
from kefu.kernel.phone import show_phone
from kefu.kernel.scope import Scope
from kefu.kernel.words import Text

ADDRESS_MIN = 3
"""An address fragment is looked up by its groups of three characters."""

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_ID_CARD = re.compile(r"\d{17}[\dX]")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")

STATUS_TEXT: dict[ProductStatus, Text] = {
    ProductStatus.PENDING_ACTIVE: {"zh-CN": "待开通", "en": "Pending"},
    ProductStatus.ACTIVE: {"zh-CN": "正常", "en": "Active"},
    ProductStatus.SUSPENDED: {"zh-CN": "停机", "en": "Suspended"},
    ProductStatus.FAULT: {"zh-CN": "故障", "en": "Fault"},
    ProductStatus.TERMINATED: {"zh-CN": "已拆机", "en": "Terminated"},
}


_LEVELS_DBM: dict[DeviceKind, tuple[float, float, float]] = {
    DeviceKind.ONU: (-27, -8, 2),
    DeviceKind.MODEM: (-63.75, -33.75, 3),
    DeviceKind.SET_TOP_BOX: (-63.75, -33.75, 3),
}
"""What may arrive at a device, from and to, and how near an end is too near.

Source: ITU-T G.984.2, class B+ (ONU: -27 to -8 dBm); DOCSIS 3.0 PHY (-15 to +15 dBmV at 75 ohm), also for boxes.
"""


def signal_of(device: Device) -> Signal:
    """Judge what arrives at a device."""
    if device.signal_dbm is None:
        return Signal.UNKNOWN
    low, high, margin = _LEVELS_DBM[device.kind]
    if not low <= device.signal_dbm <= high:
        return Signal.BAD
    is_near = device.signal_dbm < low + margin or device.signal_dbm > high - margin
    return Signal.MARGINAL if is_near else Signal.GOOD


def bill_state(bill: Bill, today: date) -> BillState:
    """Tell what has become of a bill."""
    if bill.unpaid_minor <= 0:
        return BillState.SETTLED
    return BillState.OVERDUE if today > bill.due_on else BillState.OPEN


def live_status(ours: ProductStatus, theirs: ProductStatus) -> ProductStatus:
    """Combine what we know of a product with its live state: billing does not know of reported faults."""
    return ours if ours is ProductStatus.FAULT and theirs is ProductStatus.ACTIVE else theirs


def is_id_card(text: str) -> bool:
    """Tell whether a text is a resident identity number with a right check character.

    Source: GB 11643-1999 (ISO 7064, MOD 11-2).
    """
    if not _ID_CARD.fullmatch(text):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text, _ID_WEIGHTS, strict=False))
    return text[17] == _ID_CHECKS[total % 11]


def show_id_card(last_four: str) -> str:
    """Write an identity number masked. It is always masked: the whole number is only ever revealed, and audited."""
    return f"{'*' * 14}{last_four}" if last_four else ""


def mask_candidate(candidate: Candidate, sees_pii_of: Scope | None) -> Candidate:
    """Hide the number in a choice from readers who may see no personal data (None), or only that of other networks."""
    sees_pii = sees_pii_of is not None and sees_pii_of.sees(candidate.local_network_id)
    return replace(candidate, phone=show_phone(candidate.phone, sees_pii=sees_pii))


def changes(before: Profile, after: Standing) -> dict[str, list[str | None]]:
    """Write for the audit what becomes of a customer's level and account manager: from what, to what."""
    manager = before.account_manager
    compared: dict[str, list[str | None]] = {
        "level": [before.level.code, after.level_code],
        "account_manager": [
            str(manager.agent_id) if manager else None,
            str(after.account_manager_id) if after.account_manager_id else None,
        ],
    }
    return {name: pair for name, pair in compared.items() if pair[0] != pair[1]}


def plan_search(text: str, e164: str | None) -> SearchPlan | None:
    """Decide how to look for what was typed; None when it is too little. `e164`: what it means as a number, if it does.

    Chinese text is the beginning of a name, and from three characters on also a piece of an address. Latin letters are
    the beginning of a name in pinyin, or of its initials. What contains a digit is a number of some kind.
    """
    text = text.strip()
    if not text:
        return None
    if _HAN.search(text):
        return SearchPlan(name_prefix=text, address_fragment=text if len(text) >= ADDRESS_MIN else None)
    if is_id_card(text.upper()):
        return SearchPlan(exact=((LookupKind.ID_CARD, text.upper()),))
    if _MAIL.fullmatch(text):
        return SearchPlan(exact=((LookupKind.MAIL, text.casefold()),))
    if any(character.isdigit() for character in text):
        exact = [(LookupKind.ACCOUNT, text.upper()), (LookupKind.RESOURCE, text.upper())]
        if e164:
            exact.insert(0, (LookupKind.PHONE, e164))
        return SearchPlan(exact=tuple(exact))
    pinyin = "".join(character for character in text.casefold() if character.isalpha())
    return SearchPlan(pinyin_prefix=pinyin) if len(pinyin) > 1 else None
