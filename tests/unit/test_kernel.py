from datetime import UTC, datetime, timedelta, timezone
from uuid import RFC_4122, UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kefu.kernel.errors import ForbiddenError, InvalidError, KefuError
from kefu.kernel.events import DomainEvent
from kefu.kernel.ids import LocalNetworkId, TenantId, uuid7
from kefu.kernel.instant import from_ms, is_zone, to_ms
from kefu.kernel.money import Money
from kefu.kernel.phone import NumberKind, PhoneNumber
from kefu.kernel.scope import Scope

_TIMES = st.integers(min_value=0, max_value=(1 << 47) - 1)
_ENTROPY = st.binary(min_size=10, max_size=10)


def test_uuid7_is_the_one_of_the_standard() -> None:
    # RFC 9562, appendix A.6: 2022-02-22 14:22:22.00, rand_a 0xCC3, rand_b 0x18C4DC0C0C07398F
    entropy = (0xCC3 << 68 | 0x18C4DC0C0C07398F).to_bytes(10, "big")
    assert uuid7(0x017F22E279B0, entropy) == UUID("017F22E2-79B0-7CC3-98C4-DC0C0C07398F")


@given(_TIMES, _ENTROPY)
def test_uuid7_is_version_7_of_the_rfc_variant(at_ms: int, entropy: bytes) -> None:
    made = uuid7(at_ms, entropy)
    assert (made.version, made.variant) == (7, RFC_4122)


@given(_TIMES, _TIMES, _ENTROPY, _ENTROPY)
def test_uuid7_sorts_by_time(first_ms: int, second_ms: int, a: bytes, b: bytes) -> None:
    if first_ms != second_ms:
        assert (uuid7(first_ms, a) < uuid7(second_ms, b)) == (first_ms < second_ms)


@pytest.mark.parametrize("size", [0, 9, 11])
def test_uuid7_refuses_other_amounts_of_entropy(size: int) -> None:
    with pytest.raises(ValueError, match="10 bytes"):
        uuid7(0, bytes(size))


@given(_TIMES.filter(lambda at_ms: at_ms < 253_402_300_800_000))
def test_an_instant_survives_the_way_there_and_back(at_ms: int) -> None:
    assert to_ms(from_ms(at_ms)) == at_ms


def test_instants_are_utc_and_round_down() -> None:
    assert from_ms(1_500) == datetime(1970, 1, 1, 0, 0, 1, 500_000, tzinfo=UTC)
    assert to_ms(datetime(1970, 1, 1, 0, 0, 0, 1_999, tzinfo=UTC)) == 1
    assert to_ms(datetime(1970, 1, 1, 8, tzinfo=timezone(timedelta(hours=8)))) == 0


def test_a_time_without_a_zone_is_no_instant() -> None:
    with pytest.raises(ValueError, match="time zone"):
        to_ms(datetime(2026, 1, 1))  # noqa: DTZ001 - the point of the test


def test_money_adds_up_within_one_currency() -> None:
    assert Money(150) + Money(-50) == Money(100, "CNY")
    assert -Money(150, "USD") == Money(-150, "USD")
    with pytest.raises(ValueError, match="CNY and USD"):
        Money(1) + Money(1, "USD")


def test_a_number_is_looked_up_by_its_international_form_or_as_it_came() -> None:
    assert PhoneNumber("0519 1", NumberKind.MALFORMED, None, "0519 1").key == "0519 1"
    assert PhoneNumber("138", NumberKind.MOBILE, "+8613812345678", "138 1234 5678").key == "+8613812345678"


def test_a_scope_sees_its_networks_and_what_is_common() -> None:
    mine, other = LocalNetworkId(UUID(int=2)), LocalNetworkId(UUID(int=3))
    everything, city = Scope(TenantId(UUID(int=1))), Scope(TenantId(UUID(int=1)), frozenset({mine}))
    assert [everything.sees(network) for network in (mine, other, None)] == [True, True, True]
    assert [city.sees(network) for network in (mine, other, None)] == [True, False, True]


@pytest.mark.parametrize(
    ("name", "is_known"), [("Asia/Shanghai", True), ("Asia/Nowhere", False), ("", False), ("../../etc/passwd", False)]
)
def test_zones(name: str, is_known: bool) -> None:
    assert is_zone(name) is is_known


def test_a_fact_says_whose_it_is_and_when_it_happened() -> None:
    with pytest.raises(TypeError, match="'tenant_id' and 'at'"):
        DomainEvent()  # the point of the test


def test_an_error_speaks_for_its_class_unless_told_otherwise() -> None:
    plain = ForbiddenError()
    assert (plain.code, plain.status, plain.detail, str(plain)) == ("forbidden", 403, "Not permitted", "Not permitted")
    told = InvalidError("age is negative", field="age")
    assert (str(told), told.detail, told.facts) == ("age is negative", "age is negative", {"field": "age"})


def test_codes_of_errors_are_stable_kebab_case_and_unique() -> None:
    codes = [error.code for error in KefuError.__subclasses__() if error.__module__ == KefuError.__module__]
    assert sorted(codes) == ["conflict", "forbidden", "invalid-input", "not-found", "unavailable"]
