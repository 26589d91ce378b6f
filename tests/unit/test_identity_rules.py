from datetime import timedelta
from uuid import UUID

import pytest

from kefu.identity import rules, secrets
from kefu.identity.model import Grant, Principal, SessionKind, united_permissions, united_scope
from kefu.kernel.errors import ForbiddenError
from kefu.kernel.ids import LocalNetworkId, PersonId, TenantId
from kefu.kernel.scope import Scope
from support.organisation import NOW

TENANT = TenantId(UUID(int=1))
CHANGZHOU, SUZHOU = LocalNetworkId(UUID(int=2)), LocalNetworkId(UUID(int=3))
MINUTE = timedelta(minutes=1)
POLICY = rules.ThrottlePolicy(attempts=3, window=5 * MINUTE)


@pytest.mark.parametrize(
    ("attempts", "left", "wait_s"),
    [
        (1, 5 * MINUTE, None),
        (3, 5 * MINUTE, None),
        (4, 5 * MINUTE, 300),
        (4, timedelta(seconds=1.2), 2),
        (400, timedelta(milliseconds=1), 1),
        (4, timedelta(0), 1),
    ],
)
def test_one_attempt_too_many_waits_for_the_window_to_end(attempts: int, left: timedelta, wait_s: int | None) -> None:
    assert rules.retry_after_s(attempts, NOW + left, NOW, POLICY) == wait_s


@pytest.mark.parametrize(
    ("kind", "age", "idle", "is_alive"),
    [
        (SessionKind.DESK, timedelta(0), timedelta(0), True),
        (SessionKind.DESK, timedelta(hours=11), 29 * MINUTE, True),
        (SessionKind.DESK, timedelta(hours=1), 30 * MINUTE, False),
        (SessionKind.DESK, timedelta(hours=12), timedelta(0), False),
        (SessionKind.FIELD, timedelta(days=6.9), timedelta(days=6.8), True),
        (SessionKind.FIELD, timedelta(days=7), timedelta(0), False),
    ],
)
def test_a_session_ends_idle_or_old(kind: SessionKind, age: timedelta, idle: timedelta, is_alive: bool) -> None:
    assert rules.is_session_alive(kind=kind, created_at=NOW - age, last_seen_at=NOW - idle, now=NOW) is is_alive


def test_a_session_in_the_field_allows_no_more_than_the_field() -> None:
    foreman = Grant(frozenset({"field.use", "workorder.dispatch"}), None)
    clerk = Grant(frozenset({"customer.view"}), None)
    assert rules.grants_in(SessionKind.DESK, [foreman, clerk]) == (foreman, clerk)
    assert rules.grants_in(SessionKind.FIELD, [foreman, clerk]) == (Grant(frozenset({"field.use"}), None),)


def test_use_of_a_session_is_noted_once_a_minute() -> None:
    assert not rules.is_touch_due(last_seen_at=NOW - timedelta(seconds=59), now=NOW)
    assert rules.is_touch_due(last_seen_at=NOW - MINUTE, now=NOW)


@pytest.mark.parametrize("login", ["wang.li", " Wang.Li ", "WANG.LI", "ｗａｎｇ．ｌｉ"])
def test_a_login_is_the_same_however_it_is_typed(login: str) -> None:
    assert rules.normal_login(login) == "wang.li"


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("10.1.2.3", "10.1.2.3"),
        ("::ffff:10.1.2.3", "10.1.2.3"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_attempts_are_counted_by_address_or_by_ipv6_network(address: str, counted_as: str) -> None:
    assert rules.throttled_address(address) == counted_as


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("wang.fang@kefu.example", True),
        ("w+reports@MAIL.kefu-centre.cn", True),
        ("wang", False),
        ("wang@localhost", False),
        (".wang@kefu.cn", False),
        ("wa..ng@kefu.cn", False),
        ("王@kefu.cn", False),
        ("wang@-kefu.cn", False),
        ("wang fang@kefu.cn", False),
        ("wang@kefu.cn\n", False),
        (f"wang@{'k.' * 126}cn", False),
    ],
)
def test_an_address_that_every_mail_server_takes(address: str, is_one: bool) -> None:
    assert rules.is_mail(address) is is_one


def test_roles_unite_permissions_and_networks() -> None:
    city = Grant(frozenset({"desk.use"}), frozenset({CHANGZHOU}))
    other = Grant(frozenset({"board.view"}), frozenset({SUZHOU}))
    whole = Grant(frozenset({"audit.view"}), None)
    assert united_permissions([city, other]) == {"desk.use", "board.view"}
    assert united_scope(TENANT, [city, other]) == Scope(TENANT, frozenset({CHANGZHOU, SUZHOU}))
    assert united_scope(TENANT, [city, whole]) == Scope(TENANT, None)
    assert united_scope(TENANT, []) == Scope(TENANT, frozenset())


def test_a_permission_reaches_as_far_as_the_role_that_gives_it() -> None:
    grants = (
        Grant(frozenset({"desk.use", "board.view"}), frozenset({CHANGZHOU})),
        Grant(frozenset({"desk.use"}), frozenset({SUZHOU})),
    )
    principal = Principal(
        tenant_id=TENANT,
        person_id=PersonId(UUID(int=4)),
        login="wang",
        name="Wang",
        permissions=united_permissions(grants),
        scope=united_scope(TENANT, grants),
        agent_id=None,
        session_id=UUID(int=5),
        grants=grants,
    )
    assert principal.scope_for("desk.use") == Scope(TENANT, frozenset({CHANGZHOU, SUZHOU}))
    assert principal.scope_for("board.view") == Scope(TENANT, frozenset({CHANGZHOU}))
    principal.require("board.view")
    with pytest.raises(ForbiddenError) as refused:
        principal.require("audit.view")
    assert refused.value.facts == {"permission": "audit.view"}


def test_a_token_names_its_tenant_and_nothing_else_does() -> None:
    token = secrets.make_token(TENANT)
    assert secrets.tenant_of(token) == TENANT
    assert secrets.make_token(TENANT) != token
    for wrong in ("", "x", "é", token[:-4], token + "AAAA", token[:-1] + "!"):
        assert secrets.tenant_of(wrong) is None


def test_the_csrf_token_belongs_to_one_session() -> None:
    mine, other = secrets.make_token(TENANT), secrets.make_token(TENANT)
    assert secrets.is_csrf_token(secrets.csrf_token(mine), mine)
    assert not secrets.is_csrf_token(secrets.csrf_token(other), mine)
    assert not secrets.is_csrf_token("", mine)
    assert not secrets.is_csrf_token("é", mine)
