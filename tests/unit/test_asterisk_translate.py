"""What ARI's and AMI's events mean in CSTA terms, from events as the switch writes them."""

from typing import Any

import pytest

from kefu.adapters.asterisk.translate import (
    Leg,
    Origin,
    Translator,
    call_id_of,
    cause_of,
    endpoint_of,
    q850_of,
    snapshot_of,
)
from kefu.calls.events import (
    ConnectionCleared,
    Delivered,
    DeviceRegistered,
    DigitsDetected,
    Established,
    Failed,
    Offered,
    Originated,
    PlayEnded,
    SwitchEvent,
)
from kefu.calls.model import Cause, ConnectionState, Device, DeviceKind
from kefu.kernel.ids import CallId, ConnectionId
from kefu.platform.ids import new_id

AT_MS = 1_795_342_390_500
CALL = CallId(new_id())
CUSTOMER = {
    "id": "node1-1795342390.0",
    "name": "PJSIP/trunk-00000000",
    "state": "Ring",
    "protocol_id": "bf72831457e34d0c57854741@127.0.0.2",
    "caller": {"name": "", "number": "13812345678"},
    "connected": {"name": "", "number": ""},
    "accountcode": "",
    "dialplan": {"context": "from-trunk", "exten": "96296", "priority": 1, "app_name": "Stasis", "app_data": "kefu"},
    "creationtime": "2026-11-22T10:13:10.102+0000",
    "language": "en",
    "channelvars": {"CALL_ID": ""},
}
AGENT = {
    "id": "01a202be-e885-7ff6-80f1-5fb06ac05de0",
    "name": "PJSIP/1001-00000001",
    "state": "Down",
    "caller": {"name": "", "number": "13812345678"},
    "connected": {"name": "", "number": "13812345678"},
    "dialplan": {"context": "from-sip_phone", "exten": "s", "priority": 1, "app_name": "AppDial2", "app_data": ""},
    "creationtime": "2026-11-22T10:13:15.526+0000",
    "language": "en",
    "channelvars": {"CALL_ID": str(CALL)},
}
CUSTOMER_ID, AGENT_ID = ConnectionId("node1-1795342390.0"), ConnectionId("01a202be-e885-7ff6-80f1-5fb06ac05de0")
ABOUT_CUSTOMER = {"at_ms": AT_MS, "switch": "s", "connection_id": CUSTOMER_ID}
ABOUT_AGENT = {"at_ms": AT_MS, "switch": "s", "connection_id": AGENT_ID}


def event(kind: str, channel: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Write an event as the switch does."""
    head = {"type": kind, "timestamp": "2026-11-22T10:13:10.110+0000", "application": "kefu", "asterisk_id": "02:00"}
    return head | {"channel": channel} | fields


OFFER = event("StasisStart", CUSTOMER, args=["offered", "96296", "allowed_not_screened"])


@pytest.fixture
def translator() -> Translator:
    """Start without any connection."""
    return Translator("s")


@pytest.fixture
def with_customer(translator: Translator) -> Translator:
    """Start with a call that was offered."""
    translator.translate(OFFER, AT_MS)
    return translator


@pytest.fixture
def with_agent(translator: Translator) -> Translator:
    """Start with a phone that we call."""
    translator.legs[AGENT_ID] = Leg(AGENT_ID, CALL, Origin.MADE)
    return translator


def told(translator: Translator, *events: dict[str, Any]) -> list[SwitchEvent]:
    """Translate events one after the other."""
    return [meaning for one in events for meaning in translator.translate(one, AT_MS)]


def test_a_call_from_the_trunk_is_offered(translator: Translator) -> None:
    assert told(translator, OFFER) == [
        Offered(**ABOUT_CUSTOMER, call_id=call_id_of(CUSTOMER), caller="13812345678", called="96296", trunk="trunk")
    ]


@pytest.mark.parametrize(
    ("number", "presentation"),
    [("13812345678", "prohib_passed_screen"), ("anonymous", "allowed_not_screened"), ("Anonymous", "unavailable")],
)
def test_a_caller_who_withholds_his_number_has_none(translator: Translator, number: str, presentation: str) -> None:
    channel = CUSTOMER | {"caller": {"name": "", "number": number}}
    (offered,) = told(translator, event("StasisStart", channel, args=["offered", "96296", presentation]))
    assert isinstance(offered, Offered)
    assert offered.caller == ""


@pytest.mark.parametrize("kind", [DeviceKind.SIP_PHONE, DeviceKind.WEB_PHONE])
def test_a_seat_that_dials_originates(translator: Translator, kind: DeviceKind) -> None:
    start = event("StasisStart", AGENT | {"state": "Ring"}, args=[str(kind), "1002"])
    assert told(translator, start) == [
        Originated(**ABOUT_AGENT, call_id=CALL, device=Device(kind, "1001"), called="1002")
    ]


def test_an_offered_call_is_established_once_when_it_is_up(with_customer: Translator) -> None:
    up = event("ChannelStateChange", CUSTOMER | {"state": "Up"})
    assert told(with_customer, up, up) == [Established(**ABOUT_CUSTOMER)]


def test_a_phone_rings_once_and_is_established_when_it_enters_the_application(with_agent: Translator) -> None:
    ringing = event("ChannelStateChange", AGENT | {"state": "Ringing"})
    up = AGENT | {"state": "Up"}
    meant = told(with_agent, ringing, ringing, event("ChannelStateChange", up), event("StasisStart", up, args=["made"]))
    assert meant == [Delivered(**ABOUT_AGENT), Established(**ABOUT_AGENT)]


@pytest.mark.parametrize(
    ("q850", "cause"),
    [(17, Cause.BUSY), (21, Cause.REJECTED), (19, Cause.NO_ANSWER), (1, Cause.UNALLOCATED), (16, Cause.NO_ANSWER)],
)
def test_a_phone_that_is_never_answered_fails_with_its_cause(with_agent: Translator, q850: int, cause: Cause) -> None:
    destroyed = event("ChannelDestroyed", AGENT, cause=q850, cause_txt="")
    assert told(with_agent, destroyed, destroyed) == [Failed(**ABOUT_AGENT, cause=cause)]


def test_what_we_hang_up_ourselves_keeps_our_cause(with_agent: Translator) -> None:
    with_agent.legs[AGENT_ID].cause = Cause.CANCELLED
    assert told(
        with_agent, event("ChannelHangupRequest", AGENT, cause=21), event("ChannelDestroyed", AGENT, cause=21)
    ) == [Failed(**ABOUT_AGENT, cause=Cause.CANCELLED)]


def test_a_connection_is_cleared_with_the_cause_of_the_hang_up(with_customer: Translator) -> None:
    request = event("ChannelHangupRequest", CUSTOMER, cause=34)
    assert told(
        with_customer, request, event("StasisEnd", CUSTOMER), event("ChannelDestroyed", CUSTOMER, cause=16)
    ) == [ConnectionCleared(**ABOUT_CUSTOMER, cause=Cause.CONGESTION)]


def test_a_hang_up_without_a_cause_is_normal(with_customer: Translator) -> None:
    assert told(with_customer, event("ChannelHangupRequest", CUSTOMER, soft=True), event("StasisEnd", CUSTOMER)) == [
        ConnectionCleared(**ABOUT_CUSTOMER, cause=Cause.NORMAL)
    ]


def test_announcements_end_with_their_connection(with_customer: Translator) -> None:
    with_customer.legs[CUSTOMER_ID].plays["p"] = False
    assert told(with_customer, event("StasisEnd", CUSTOMER)) == [
        PlayEnded(**ABOUT_CUSTOMER, play_id="p", is_complete=False),
        ConnectionCleared(**ABOUT_CUSTOMER, cause=Cause.NORMAL),
    ]


@pytest.mark.parametrize(
    ("state", "was_stopped", "is_complete"), [("done", False, True), ("done", True, False), ("failed", False, False)]
)
def test_an_announcement_ends_once(with_customer: Translator, state: str, was_stopped: bool, is_complete: bool) -> None:
    with_customer.legs[CUSTOMER_ID].plays["p"] = was_stopped
    playback = {
        "id": "p",
        "media_uri": "sound:kefu/zh-CN/welcome",
        "target_uri": f"channel:{CUSTOMER_ID}",
        "language": "en",
        "state": state,
    }
    finished = {"type": "PlaybackFinished", "playback": playback}
    assert told(with_customer, finished, finished) == [
        PlayEnded(**ABOUT_CUSTOMER, play_id="p", is_complete=is_complete)
    ]


def test_a_key_is_told(with_customer: Translator) -> None:
    assert told(with_customer, event("ChannelDtmfReceived", CUSTOMER, digit="#", duration_ms=160)) == [
        DigitsDetected(**ABOUT_CUSTOMER, digit="#")
    ]


@pytest.mark.parametrize(
    "late",
    [
        event("StasisEnd", CUSTOMER),
        event("ChannelDestroyed", CUSTOMER, cause=16),
        event("ChannelStateChange", CUSTOMER | {"state": "Up"}),
        event("ChannelHangupRequest", CUSTOMER, cause=16),
        event("ChannelDtmfReceived", CUSTOMER, digit="1"),
        event("StasisStart", CUSTOMER, args=["made"]),
        event("StasisStart", CUSTOMER, args=[]),
        {"type": "PlaybackFinished", "playback": {"id": "p", "target_uri": "bridge:b", "state": "done"}},
        {"type": "BridgeCreated", "bridge": {}},
    ],
)
def test_late_and_unknown_events_mean_nothing(translator: Translator, late: dict[str, Any]) -> None:
    assert told(translator, late) == []
    assert translator.legs == {}


# -- phones ---------------------------------------------------------------------------------------------------------


def contact(status: str, uri: str = "sip:1001@127.0.0.3:1") -> dict[str, str]:
    """Write AMI's event about a phone's contact."""
    return {
        "Event": "ContactStatus",
        "URI": uri,
        "ContactStatus": status,
        "AOR": "1001",
        "EndpointName": "1001",
        "RoundtripUsec": "1702",
    }


def changes(translator: Translator, *statuses: dict[str, str]) -> list[bool]:
    """Say how a phone came and went."""
    events = [change for status in statuses for change in translator.contact_changed(status, AT_MS)]
    assert all(isinstance(event, DeviceRegistered) and event.address == "1001" for event in events)
    return [event.is_registered for event in events if isinstance(event, DeviceRegistered)]


def test_a_phone_comes_and_goes(translator: Translator) -> None:
    assert changes(translator, contact("NonQualified"), contact("Reachable"), contact("Removed")) == [True, False]


def test_a_phone_that_stops_answering_is_gone_until_it_answers(translator: Translator) -> None:
    statuses = [contact("NonQualified"), contact("Unreachable"), contact("Reachable")]
    assert changes(translator, *statuses) == [True, False, True]


def test_news_of_a_replaced_contact_change_nothing(translator: Translator) -> None:
    old, new = "sip:1001@127.0.0.3:1", "sip:1001@127.0.0.3:2"
    statuses = [
        contact("NonQualified", old),
        contact("NonQualified", new),
        contact("Removed", old),
        contact("Reachable", old),
        contact("Reachable", new),
    ]
    assert changes(translator, *statuses) == [True]
    assert changes(translator, contact("Unreachable", old), contact("Removed", new)) == [False]


def test_a_phone_that_was_there_before_us_can_leave(translator: Translator) -> None:
    (event,) = translator.endpoint_is("1001", AT_MS, is_online=True)
    assert event == DeviceRegistered(at_ms=AT_MS, switch="s", address="1001", is_registered=True)
    assert translator.endpoint_is("1001", AT_MS, is_online=True) == []
    assert changes(translator, contact("Removed")) == [False]


def test_the_trunk_is_no_phone(translator: Translator) -> None:
    assert translator.endpoint_is("trunk", AT_MS, is_online=True) == []


# -- what a restarted product learns --------------------------------------------------------------------------------


def test_a_call_keeps_its_id_through_a_restart_of_the_product(with_customer: Translator) -> None:
    known = with_customer.legs[CUSTOMER_ID].call_id
    assert snapshot_of(CUSTOMER, is_joined=False).call_id == known
    assert known.version == 7
    assert call_id_of(CUSTOMER | {"id": "node1-1795342390.1"}) != known
    assert call_id_of(AGENT) == CALL


def test_a_snapshot_tells_whether_it_rings() -> None:
    assert snapshot_of(CUSTOMER, is_joined=False).state is ConnectionState.ALERTING
    assert snapshot_of(CUSTOMER | {"state": "Up"}, is_joined=True).state is ConnectionState.CONNECTED


def test_unknown_channels_are_adopted_in_silence(translator: Translator) -> None:
    assert translator.reconcile(CUSTOMER, AT_MS) == translator.reconcile(AGENT | {"state": "Up"}, AT_MS) == []
    assert [(leg.origin, leg.is_established) for leg in translator.legs.values()] == [
        (Origin.OFFERED, False),
        (Origin.MADE, True),
    ]


def test_an_answer_that_was_missed_is_told_when_the_switch_is_back(with_agent: Translator) -> None:
    up = AGENT | {"state": "Up"}
    assert with_agent.reconcile(AGENT, AT_MS) == []
    assert with_agent.reconcile(up, AT_MS) == [Established(**ABOUT_AGENT)]
    assert with_agent.reconcile(up, AT_MS) == []


# -- words ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cause", list(Cause))
def test_every_cause_can_be_said_to_the_network(cause: Cause) -> None:
    assert 1 <= q850_of(cause) <= 127


def test_causes_that_nobody_knows_are_internal() -> None:
    assert (cause_of(99), cause_of(0)) == (Cause.INTERNAL, Cause.NORMAL)


@pytest.mark.parametrize(
    ("name", "endpoint"), [("PJSIP/1001-0000002a", "1001"), ("PJSIP/a-b-00000001", "a-b"), ("PJSIP/trunk-1", "trunk")]
)
def test_the_endpoint_is_in_the_channels_name(name: str, endpoint: str) -> None:
    assert endpoint_of({"name": name}) == endpoint
