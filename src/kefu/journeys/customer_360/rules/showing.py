"""What one viewer may see of a customer's file."""

from datetime import date
from typing import TypedDict

from kefu.customers.model import (
    BILL_MONTHS,
    Account,
    AccountRef,
    Balance,
    Bills,
    Choice,
    Devices,
    Payments,
    Product,
    ProductStates,
    Profile,
    Statement,
)
from kefu.customers.rules import (
    STATUS_TEXT,
    bill_state,
    live_status,
    mask_candidate,
    show_id_card,
    signal_of,
)
from kefu.identity.model import Principal
from kefu.journeys.customer_360.model import (
    BillingView,
    BillsView,
    BillView,
    CustomerFile,
    DevicesView,
    DeviceView,
    PaymentsView,
    PaymentView,
    Pop,
    PopView,
    ProductsView,
    ProductView,
)
from kefu.journeys.customer_360.rules.history import cursor_of, situation, timeline
from kefu.kernel.instant import to_ms
from kefu.kernel.phone import show_phone
from kefu.kernel.scope import Scope

POP_CONTACTS = 10
"""So many lines of the timeline come with a pop."""


class _Said(TypedDict):
    account_no: str
    accounts: tuple[Account, ...]
    as_of_ms: int
    is_stale: bool


def seen_by(file: CustomerFile, viewer: Principal) -> PopView:
    """Leave out what lies outside the viewer's local networks, mask what he may not read."""
    customers = _scope(viewer, "customer.view")
    if customers is None:
        return PopView()
    pii = _scope(viewer, "customer.pii.view")
    profile = file.match.customer
    candidates = [each for each in file.match.candidates if customers.sees(each.local_network_id)]
    return PopView(
        customer=_pop(file, profile, viewer, pii) if profile and customers.sees(profile.local_network_id) else None,
        candidates=tuple(mask_candidate(each, pii) for each in candidates),
    )


def billing(balance: Balance) -> BillingView:
    """Show a balance."""
    return BillingView(
        balance_minor=balance.balance_minor,
        due_minor=balance.due_minor,
        as_of_ms=to_ms(balance.as_of),
        is_stale=balance.is_stale,
    )


def bills(file: CustomerFile, account: AccountRef, said: Bills, *, today: date) -> BillsView:
    """Show bills."""
    return BillsView(
        **_said_of(account, file.accounts, said),
        bills=tuple(
            BillView(
                bill_no=bill.bill_no,
                month_on=bill.month_on,
                due_on=bill.due_on,
                total_minor=bill.total_minor,
                unpaid_minor=bill.unpaid_minor,
                state=bill_state(bill, today),
                lines=bill.lines,
            )
            for bill in said.bills[:BILL_MONTHS]
        ),
    )


def payments(file: CustomerFile, account: AccountRef, said: Payments) -> PaymentsView:
    """Show payments."""
    return PaymentsView(
        **_said_of(account, file.accounts, said),
        payments=tuple(
            PaymentView(
                payment_no=each.payment_no,
                paid_at_ms=to_ms(each.paid_at),
                amount_minor=each.amount_minor,
                method=each.method,
                status=each.status,
            )
            for each in said.payments
        ),
    )


def products(file: CustomerFile) -> ProductsView:
    """Show products, with their live state as far as the billing system has told it."""
    profile = file.match.customer
    return ProductsView(
        products=_products(profile.products, file.states) if profile else (),
        as_of_ms=to_ms(file.states.as_of) if file.states else None,
        is_stale=file.states is not None and file.states.is_stale,
    )


def devices(file: CustomerFile, account: AccountRef, said: Devices) -> DevicesView:
    """Show devices, each with the product that runs on it."""
    profile = file.match.customer
    names = {product.resource: product.name for product in profile.products} if profile else {}
    return DevicesView(
        **_said_of(account, file.accounts, said),
        devices=tuple(
            DeviceView(
                resource=device.resource,
                product=names.get(device.resource),
                kind=device.kind,
                model=device.model,
                is_online=device.is_online,
                signal_dbm=device.signal_dbm,
                signal=signal_of(device),
                last_seen_ms=to_ms(device.last_seen_at) if device.last_seen_at else None,
            )
            for device in said.devices
        ),
    )


def _pop(file: CustomerFile, profile: Profile, viewer: Principal, pii: Scope | None) -> Pop:
    sees_pii = pii is not None and pii.sees(profile.local_network_id)
    return Pop(
        customer_id=profile.customer_id,
        name=profile.name,
        level=profile.level,
        account_manager=profile.account_manager,
        tags=profile.tags,
        id_masked=show_id_card(profile.id_last_four),
        phone_masked=show_phone(profile.phone, sees_pii=sees_pii),
        address=profile.address,
        account_no=file.account.account_no if file.account else "",
        since_on=profile.since_on,
        products=_products(profile.products, file.states),
        billing=billing(file.balance) if file.balance else None,
        situation=situation(file.situation, viewer),
        timeline=timeline(file.contacts, viewer),
        timeline_before=cursor_of(file.contacts, POP_CONTACTS),
    )


def _products(products: tuple[Product, ...], states: ProductStates | None) -> tuple[ProductView, ...]:
    told = {state.resource: state.status for state in states.products} if states else {}
    is_fresh = states is not None and not states.is_stale
    shown = []
    for product in products:
        theirs = told.get(product.resource)
        status = product.status if theirs is None else live_status(product.status, theirs)
        shown.append(
            ProductView(
                product_id=product.product_id,
                name=product.name,
                resource=product.resource,
                monthly_fee_minor=product.monthly_fee_minor,
                status=Choice(code=status, text=STATUS_TEXT[status]),
                is_live=is_fresh and theirs is not None,
                expires_on=product.expires_on,
            )
        )
    return tuple(shown)


def _said_of(account: AccountRef, accounts: tuple[Account, ...], statement: Statement) -> _Said:
    return {
        "account_no": account.account_no,
        "accounts": accounts,
        "as_of_ms": to_ms(statement.as_of),
        "is_stale": statement.is_stale,
    }


def _scope(viewer: Principal, permission: str) -> Scope | None:
    return viewer.scope_for(permission) if permission in viewer.permissions else None
