"""What may be seen of customers, and how a search box's text is understood."""

import pytest

from kefu.customers import rules
from kefu.customers.model import Candidate, Level, LookupKind, ProductStatus, SearchPlan
from kefu.customers.pinyin import in_pinyin
from kefu.kernel.ids import CustomerId, LocalNetworkId, TenantId
from kefu.kernel.phone import show_phone
from kefu.kernel.scope import Scope
from kefu.platform.ids import new_id

TENANT = TenantId(new_id())
CHANGZHOU, SUZHOU = LocalNetworkId(new_id()), LocalNetworkId(new_id())


@pytest.mark.parametrize(
    ("e164", "masked", "whole"),
    [
        ("+8613812342246", "138 **** 2246", "138 1234 2246"),
        ("+8651986124567", "0519 **** 4567", "0519 8612 4567"),
        ("+865728123456", "0572 **** 3456", "0572 812 3456"),
        ("+861062345678", "010 **** 5678", "010 6234 5678"),
        ("+862584001234", "025 **** 1234", "025 8400 1234"),
        ("+442079460018", "+4420 **** 0018", "+4420 7946 0018"),
        ("", "", ""),
    ],
)
def test_phones_are_masked_in_the_middle(e164: str, masked: str, whole: str) -> None:
    assert show_phone(e164, sees_pii=False) == masked
    assert show_phone(e164, sees_pii=True) == whole


def test_identity_numbers_are_masked_for_everybody() -> None:
    assert rules.show_id_card("002X") == "**************002X"
    assert rules.show_id_card("") == ""


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("11010519491231002X", True),  # the example of GB 11643-1999
        ("440524188001010014", True),
        ("110105194912310021", False),
        ("11010519491231002x", False),
        ("1101051949123100", False),
        ("", False),
    ],
)
def test_identity_numbers_carry_a_check_character(text: str, is_one: bool) -> None:
    assert rules.is_id_card(text) is is_one


@pytest.mark.parametrize(
    ("pii", "phone"),
    [
        (None, "138 **** 2246"),
        (Scope(TENANT), "138 1234 2246"),
        (Scope(TENANT, frozenset({CHANGZHOU})), "138 1234 2246"),
        (Scope(TENANT, frozenset({SUZHOU})), "138 **** 2246"),
    ],
)
def test_a_choice_shows_numbers_of_those_networks_whose_personal_data_one_may_see(
    pii: Scope | None, phone: str
) -> None:
    candidate = Candidate(
        customer_id=CustomerId(new_id()),
        local_network_id=CHANGZHOU,
        name="张伟",
        level=Level(code="gold", text={"zh-CN": "金卡", "en": "Gold"}, priority=2),
        address="常州市天宁区",
        phone="+8613812342246",
    )
    assert rules.mask_candidate(candidate, pii).phone == phone


@pytest.mark.parametrize(
    ("text", "e164", "plan"),
    [
        ("张", None, SearchPlan(name_prefix="张")),
        (" 张伟 ", None, SearchPlan(name_prefix="张伟")),
        ("翠竹新", None, SearchPlan(name_prefix="翠竹新", address_fragment="翠竹新")),
        ("12号楼", None, SearchPlan(name_prefix="12号楼", address_fragment="12号楼")),
        ("𠮷田", None, SearchPlan(name_prefix="𠮷田")),
        ("ZhangWei", None, SearchPlan(pinyin_prefix="zhangwei")),
        ("zhang wei", None, SearchPlan(pinyin_prefix="zhangwei")),
        ("zw", None, SearchPlan(pinyin_prefix="zw")),
        ("11010519491231002x", None, SearchPlan(exact=((LookupKind.ID_CARD, "11010519491231002X"),))),
        ("A.B@Example.com", None, SearchPlan(exact=((LookupKind.MAIL, "a.b@example.com"),))),
        (
            "kd51900000012",
            None,
            SearchPlan(exact=((LookupKind.ACCOUNT, "KD51900000012"), (LookupKind.RESOURCE, "KD51900000012"))),
        ),
        (
            "13812342246",
            "+8613812342246",
            SearchPlan(
                exact=(
                    (LookupKind.PHONE, "+8613812342246"),
                    (LookupKind.ACCOUNT, "13812342246"),
                    (LookupKind.RESOURCE, "13812342246"),
                )
            ),
        ),
        ("", None, None),
        ("   ", None, None),
        ("z", None, None),
        ("%_", None, None),
        ("--", None, None),
    ],
)
def test_what_was_typed_decides_how_to_look(text: str, e164: str | None, plan: SearchPlan | None) -> None:
    assert rules.plan_search(text, e164) == plan


def test_every_status_has_words_in_both_languages() -> None:
    assert all(set(rules.STATUS_TEXT[status]) == {"zh-CN", "en"} for status in ProductStatus)


@pytest.mark.parametrize(
    ("name", "is_person", "pinyin"),
    [
        ("张伟", True, ("zhangwei", "zw")),
        ("曾国藩", True, ("zengguofan", "zgf")),
        ("单雄信", True, ("shanxiongxin", "sxx")),
        ("重庆火锅", False, ("chongqinghuoguo", "cqhg")),
        ("ABC 公司", False, ("abcgongsi", "ags")),
        ("John O'Neil", True, ("johnoneil", "j")),
        ("𠮷田", True, ("𠮷tian", "𠮷t")),
    ],
)
def test_names_are_written_in_pinyin(name: str, is_person: bool, pinyin: tuple[str, str]) -> None:
    assert in_pinyin(name, is_person=is_person) == pinyin
