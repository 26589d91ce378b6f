"""The laboratory's people fill forms in, and write calls down, so that the product takes them."""

from random import Random

import pytest

from kefu.forms.rules import check, walk
from kefu_lab.agents.acceptance import kind_of, leaves, ticket
from kefu_lab.answers import fill
from kefu_lab.seed.forms import FORMS, definition_of


@pytest.mark.parametrize("code", FORMS)
def test_every_form_of_the_demonstration_is_filled_in_right(code: str) -> None:
    definition = definition_of(code)
    for seed in range(200):
        answers = fill(definition, Random(seed), photo_ids=["photo-1"])
        assert check(definition, answers) == ()
        assert set(answers) <= set(walk(definition, answers).asked)


def test_a_ticket_is_drawn_from_a_call() -> None:
    categories = [
        {"code": "tv", "kind": "report", "parent_code": None, "is_active": True},
        {"code": "no-signal", "kind": "report", "parent_code": "tv", "is_active": True},
        {"code": "old", "kind": "report", "parent_code": "tv", "is_active": False},
        {"code": "bill", "kind": "complaint", "parent_code": None, "is_active": True},
    ]
    assert [each["code"] for each in leaves(categories, "report")] == ["no-signal"]
    assert kind_of("Nanjing faults", Random(1)) == "report"
    assert kind_of("Suzhou complaints", Random(1)) == "complaint"
    call = {"call_id": "7", "customer": {"customer_id": "c", "address": "天宁区 1 号"}}
    drawn = [
        ticket(Random(seed), kind="complaint", category=categories[3], call=call, answers={"a": 1}) for seed in range(9)
    ]
    assert all(each["is_settled_now"] is False and each["answers"] == {"a": 1} for each in drawn)
    assert {each["reply_by"] for each in drawn} == {"phone", "sms"}
    settled = ticket(Random(1), kind="enquiry", category=categories[3], call=call, answers={"a": 1})
    assert (settled["is_settled_now"], settled["reply_by"], "answers" in settled) == (True, "none", False)
