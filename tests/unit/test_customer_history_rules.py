"""What lines of a history are called, where they stand, and what of them a viewer may read."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from kefu.identity.model import Grant, Principal
from kefu.interactions.model import Direction
from kefu.journeys.customer_360.model import Contact, ContactKind, Fault, Situation
from kefu.journeys.customer_360.rules import cursor_of, situation, timeline
from kefu.journeys.customer_360.rules.words import state_of, title_of
from kefu.kernel.ids import CallId, LocalNetworkId, PersonId, TenantId
from kefu.kernel.scope import Scope
from kefu.messaging.model import MessageState
from kefu.surveys.model import Outcome

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
OURS = {"zh-CN": "某", "en": "X"}
HERE, THERE = LocalNetworkId(UUID(int=1)), LocalNetworkId(UUID(int=2))


def viewer(**permissions: LocalNetworkId | None) -> Principal:
    """Make somebody who has a permission (written with "_") in one network, or in all."""
    tenant_id = TenantId(UUID(int=9))
    grants = tuple(
        Grant(frozenset({name.replace("_", ".")}), None if network is None else frozenset({network}))
        for name, network in permissions.items()
    )
    return Principal(
        tenant_id=tenant_id,
        person_id=PersonId(UUID(int=8)),
        login="li",
        name="Li",
        permissions=frozenset(name.replace("_", ".") for name in permissions),
        scope=Scope(tenant_id),
        agent_id=None,
        session_id=UUID(int=7),
        grants=grants,
    )


def contact(kind: ContactKind, **values: Any) -> Contact:
    made: dict[str, Any] = {
        "kind": kind,
        "item_id": UUID(int=5),
        "local_network_id": HERE,
        "at": NOW,
        "note": "words",
    } | values
    return Contact(**made)


ALL = (
    contact(ContactKind.CALL, state="answered", direction=Direction.INBOUND, call_id=CallId(UUID(int=5))),
    contact(ContactKind.TICKET, code="complaint", state="answered"),
    contact(ContactKind.ORDER, state="pending"),
    contact(ContactKind.MESSAGE, state="sent", direction=Direction.OUTBOUND),
    contact(ContactKind.SURVEY, state="success", call_id=CallId(UUID(int=6)), is_satisfied=False),
)


@pytest.mark.parametrize(
    ("permission", "opened", "read"),
    [
        ("board.view", {"call"}, {"call", "survey"}),
        ("ticket.view", {"ticket"}, {"call", "ticket", "survey"}),
        ("workorder.view", {"order"}, {"call", "order", "survey"}),
        ("message.view", {"message"}, {"call", "message", "survey"}),
        ("survey.manage", {"survey"}, {"call", "survey"}),
    ],
)
def test_a_permission_opens_the_pages_and_the_words_of_its_room(
    permission: str, opened: set[str], read: set[str]
) -> None:
    somebody = viewer(**{"customer_view": None, permission.replace(".", "_"): HERE})
    items = timeline(ALL, somebody)
    assert len(items) == len(ALL)
    assert {item.kind for item in items if item.can_open} == opened
    assert {item.kind for item in items if item.detail} == read
    assert {item.call_id is not None for item in items if item.kind is ContactKind.SURVEY} == {
        permission == "board.view"
    }


def test_a_permission_for_another_city_opens_nothing_here() -> None:
    somebody = viewer(customer_view=None, ticket_view=THERE, message_view=THERE, workorder_view=THERE)
    items = timeline(ALL, somebody)
    assert not any(item.can_open for item in items)
    assert {item.kind for item in items if item.detail} == {"call", "survey"}


def test_lines_of_another_city_are_left_out_and_without_the_permission_all_are() -> None:
    assert timeline(ALL, viewer(customer_view=THERE)) == ()
    assert timeline(ALL, viewer(ticket_view=None)) == ()


def test_a_survey_says_what_the_customer_thinks() -> None:
    items = {item.kind: item for item in timeline(ALL, viewer(customer_view=None))}
    result = items[ContactKind.SURVEY].result
    assert result is not None
    assert result["en"] == "Not satisfied"
    assert items[ContactKind.CALL].state is None
    assert items[ContactKind.ORDER].result is None


@pytest.mark.parametrize(
    ("line", "title", "state"),
    [
        (ALL[1], "Complaint", "Answered"),
        (contact(ContactKind.TICKET, code="report", state="ours"), "Fault report", "ours"),
        (
            contact(ContactKind.TICKET, code="report", state="x", state_text={"zh-CN": "某", "en": "X"}),
            "Fault report",
            "X",
        ),
        (contact(ContactKind.ORDER, state="x", state_text={"zh-CN": "某", "en": "X"}), "Work order", "X"),
        (ALL[3], "SMS sent", "Sent"),
        (contact(ContactKind.MESSAGE, direction=Direction.INBOUND), "SMS received", ""),
        (ALL[4], "Survey call", "Success"),
    ],
)
def test_lines_have_a_title_and_a_state_in_words(line: Contact, title: str, state: str) -> None:
    assert title_of(line)["en"] == title
    assert state_of(line).text["en"] == state


@pytest.mark.parametrize(
    ("kind", "state"),
    [(ContactKind.MESSAGE, each) for each in MessageState] + [(ContactKind.SURVEY, each) for each in Outcome],
)
def test_every_state_of_ours_has_words(kind: ContactKind, state: str) -> None:
    assert state_of(contact(kind, state=state)).text["zh-CN"] != state


def test_a_page_that_is_not_full_is_the_last() -> None:
    assert cursor_of(ALL, page=6) is None
    assert cursor_of(ALL, page=5) == f"2026-03-02T01:00:00.000000Z~{UUID(int=5)}"


def test_faults_of_another_city_do_not_count() -> None:
    faults = tuple(
        Fault(
            kind=ContactKind.ORDER,
            item_id=UUID(int=n),
            local_network_id=network,
            no=str(n),
            subject={"zh-CN": "维修", "en": "Repair"},
            product="",
            at=NOW,
            ended_at=NOW,
            state="completed",
            state_text=None,
            repeat_of=None,
        )
        for n, network in ((1, HERE), (2, THERE))
    )
    found = Situation(as_of=NOW, faults=faults)
    assert situation(found, viewer(customer_view=None)).repeat is not None
    assert situation(found, viewer(customer_view=HERE)).repeat is None
    assert situation(Situation(), viewer(customer_view=None)).as_of_ms == 0
