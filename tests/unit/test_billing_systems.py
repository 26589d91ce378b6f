"""KEFU_BILLING: what it says, and which billing system a question goes to."""

import pytest

from kefu.adapters.billing.systems import BillingSettingError, connect, parse
from kefu.customers.model import AccountRef
from kefu.customers.ports import BillingUnavailableError


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("", {}),
        (" , ", {}),
        ("http://boss:9000", {"*": ("json", "http://boss:9000")}),
        ("https://u:p@boss/a?x=1", {"*": ("json", "https://u:p@boss/a?x=1")}),
        ("soap+https://boss/ws", {"*": ("soap", "https://boss/ws")}),
        (
            "nanjing=http+json://nj:1, suzhou=soap+http://sz/ws ,*=json+https://all",
            {
                "nanjing": ("json", "http://nj:1"),
                "suzhou": ("soap", "http://sz/ws"),
                "*": ("json", "https://all"),
            },
        ),
        ("wuxi=https+json://wx", {"wuxi": ("json", "https://wx")}),
    ],
)
def test_what_it_says(text: str, meaning: dict[str, tuple[str, str]]) -> None:
    assert parse(text) == meaning


@pytest.mark.parametrize(
    "text", ["boss", "nanjing=ftp://x", "nanjing=corba+http://x", "a=http://x,a=http://y", "=http://x"]
)
def test_nonsense_is_refused(text: str) -> None:
    with pytest.raises(BillingSettingError):
        parse(text)


def test_a_refusal_names_no_password() -> None:
    with pytest.raises(BillingSettingError) as raised:
        parse("nanjing=corba+http://user:geheim@x")
    assert "geheim" not in str(raised.value)


async def test_a_network_without_a_system_has_none() -> None:
    assert connect("") is None
    systems = connect("nanjing=http://127.0.0.1:9")
    assert systems is not None
    elsewhere = AccountRef(account_no="051900000001", network="changzhou")
    assert systems.known_balance(elsewhere) is None
    assert systems.known_products(elsewhere) is None
    with pytest.raises(BillingUnavailableError, match="'changzhou' has no billing system"):
        await systems.balance(elsewhere)
    await systems.close()


async def test_one_address_is_one_system_with_one_guard() -> None:
    systems = connect("nanjing=http://x, wuxi=http://x, suzhou=soap+http://x")
    assert systems is not None
    by_network = systems._by_network
    assert by_network["nanjing"] is by_network["wuxi"] is not by_network["suzhou"]
    await systems.close()
