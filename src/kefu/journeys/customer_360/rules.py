"""What one viewer may see of a customer's file."""

from kefu.customers.model import Balance, Choice, Product, Profile
from kefu.customers.rules import STATUS_TEXT, mask_candidate, show_id_card, show_phone
from kefu.identity.model import Principal
from kefu.interactions.model import Direction, Outcome
from kefu.journeys.customer_360.model import (
    BillingView,
    Contact,
    CustomerFile,
    Pop,
    PopView,
    ProductView,
    TimelineItem,
)
from kefu.kernel.instant import to_ms
from kefu.kernel.scope import Scope
from kefu.kernel.words import Text

_INBOUND: dict[Outcome, Text] = {
    Outcome.ANSWERED: {"zh-CN": "来电", "en": "Call received"},
    Outcome.ABANDONED: {"zh-CN": "来电放弃", "en": "Caller gave up"},
    Outcome.IVR_ONLY: {"zh-CN": "自助服务", "en": "Self-service call"},
    Outcome.VOICEMAIL: {"zh-CN": "语音留言", "en": "Voicemail"},
    Outcome.CALLBACK: {"zh-CN": "预约回拨", "en": "Asked to be called back"},
    Outcome.FAILED: {"zh-CN": "来电失败", "en": "Call failed"},
}
_OUTBOUND_ANSWERED: Text = {"zh-CN": "去电", "en": "Call made"}
_OUTBOUND_FAILED: Text = {"zh-CN": "去电未接通", "en": "Call not answered"}


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


def timeline(contacts: tuple[Contact, ...], viewer: Principal) -> tuple[TimelineItem, ...]:
    """Show contacts to a viewer; recordings only to whom may play them."""
    customers = _scope(viewer, "customer.view")
    may_play = "recording.play" in viewer.permissions
    return tuple(
        TimelineItem(
            interaction_id=contact.interaction_id,
            at_ms=to_ms(contact.at),
            channel=contact.channel,
            direction=contact.direction,
            title=_title(contact),
            detail=contact.note,
            agent_name=contact.agent_name,
            queue=contact.queue,
            duration_s=contact.duration_s,
            result=contact.result,
            recordings=contact.recordings if may_play else (),
        )
        for contact in contacts
        if customers is not None and customers.sees(contact.local_network_id)
    )


def billing(balance: Balance) -> BillingView:
    """Show a balance."""
    return BillingView(
        balance_minor=balance.balance_minor,
        due_minor=balance.due_minor,
        as_of_ms=to_ms(balance.as_of),
        is_stale=balance.is_stale,
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
        account_no=file.account_no or "",
        since_on=profile.since_on,
        products=tuple(_product(product) for product in profile.products),
        billing=billing(file.balance) if file.balance else None,
        timeline=timeline(file.contacts, viewer),
    )


def _product(product: Product) -> ProductView:
    return ProductView(
        name=product.name,
        resource=product.resource,
        monthly_fee_minor=product.monthly_fee_minor,
        status=Choice(code=product.status, text=STATUS_TEXT[product.status]),
        expires_on=product.expires_on,
    )


def _title(contact: Contact) -> Text:
    if contact.direction is Direction.INBOUND:
        return _INBOUND[contact.outcome]
    return _OUTBOUND_ANSWERED if contact.outcome is Outcome.ANSWERED else _OUTBOUND_FAILED


def _scope(viewer: Principal, permission: str) -> Scope | None:
    return viewer.scope_for(permission) if permission in viewer.permissions else None
