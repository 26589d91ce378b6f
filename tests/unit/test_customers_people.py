"""The laboratory's customers: the same for the same seed, with numbers that the network would present."""

from collections import Counter
from uuid import UUID

import pytest

from kefu.customers.pinyin import in_pinyin
from kefu.customers.rules import is_id_card
from kefu.kernel.ids import AgentId, LocalNetworkId, TenantId
from kefu.platform.crypto import Vault
from kefu.platform.numbering import parse_number
from kefu_lab.people import Network, balance_of, person
from kefu_lab.people.load import COLUMNS, lines
from kefu_lab.seed.places import CITIES

NETWORKS = tuple(
    Network(LocalNetworkId(UUID(int=at)), city.name_zh, city.area_code) for at, city in enumerate(CITIES, 1)
)
PEOPLE = tuple(person(1, index, NETWORKS) for index in range(2_000))


def test_the_same_seed_gives_the_same_people_and_another_gives_others() -> None:
    assert tuple(person(1, index, NETWORKS) for index in range(100)) == PEOPLE[:100]
    others = [person(2, index, NETWORKS) for index in range(100)]
    assert sum(one.name == other.name for one, other in zip(PEOPLE, others, strict=False)) < 10


def test_everybody_has_numbers_of_his_own_city() -> None:
    for one in PEOPLE:
        for phone in one.phones:
            number = parse_number(phone)
            assert (number.e164, f"0{number.area_code}") == (phone, one.network.area_code)


def test_mobile_numbers_and_accounts_are_everybodys_own_and_some_households_share_a_line() -> None:
    assert len({one.phones[0] for one in PEOPLE}) == len({one.account_no for one in PEOPLE}) == 2_000
    lines_of = Counter(one.phones[1] for one in PEOPLE if len(one.phones) > 1)
    assert set(lines_of.values()) == {1, 2}
    assert 2 <= sum(count == 2 for count in lines_of.values()) <= 60


def test_mobile_numbers_do_not_repeat_when_a_city_has_used_up_its_prefixes() -> None:
    one_city = NETWORKS[:1]
    numbers = {person(1, index, one_city).phones[0] for index in (*range(3_000), *range(500_000, 503_000))}
    assert len(numbers) == 6_000


def test_identity_numbers_are_formally_right_and_nobodys() -> None:
    persons = [one for one in PEOPLE if one.kind == "individual"]
    assert all(is_id_card(one.id_card) and one.id_card.startswith("99") for one in persons)
    assert len({one.id_card for one in persons}) == len(persons)


def test_names_read_as_the_product_reads_them() -> None:
    for one in PEOPLE[:500]:
        assert in_pinyin(one.name, is_person=one.kind == "individual") == (one.pinyin, one.initials)


def test_a_third_owes_something() -> None:
    owing = [balance_of(one.account_no) for one in PEOPLE if balance_of(one.account_no)[1]]
    assert 0.25 < len(owing) / len(PEOPLE) < 0.4
    assert all(balance == -due for balance, due in owing)


@pytest.mark.parametrize("tenants", [(1, 2)])
def test_the_lines_fit_the_tables_and_two_tenants_share_no_id(tenants: tuple[int, int]) -> None:
    ids = []
    for tenant in tenants:
        tables = lines(PEOPLE[:300], tenant_id=TenantId(UUID(int=tenant)), vault=Vault(bytes(32)))
        assert set(tables) == set(COLUMNS)
        for table, rows in tables.items():
            assert {row.count("\t") + 1 for row in rows} == {COLUMNS[table].count(",") + 1}
        ids.append({UUID(row.split("\t")[0]) for row in tables["customer"]})
    assert len(ids[0]) == 300
    assert all(each.version == 7 for each in ids[0])
    assert not ids[0] & ids[1]


def test_the_best_customers_are_shared_out_among_the_account_managers() -> None:
    managers = (AgentId(UUID(int=1)), AgentId(UUID(int=2)))
    found: Counter[tuple[str, str]] = Counter()
    tables = lines(PEOPLE, tenant_id=TenantId(UUID(int=1)), vault=Vault(bytes(32)), managers=managers)
    at = [name.strip() for name in COLUMNS["customer"].split(",")]
    for line in tables["customer"]:
        row = dict(zip(at, line.rstrip().split("\t"), strict=True))
        found[row["level_code"], row["account_manager_agent_id"]] += 1
    best = {manager.hex: found["diamond", manager.hex] for manager in managers}
    assert min(best.values()) > 50
    assert sum(best.values()) == sum(one.level == "diamond" for one in PEOPLE)
    assert all(manager == r"\N" for level, manager in found if level != "diamond")
