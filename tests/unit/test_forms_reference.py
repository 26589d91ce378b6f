"""Every word of the format is in the reference, and every code has a sentence on the screen in both languages."""

import json
import re
from pathlib import Path

import pytest

from kefu.forms.model import Item, Kind, Op, Purpose

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/reference/forms.md").read_text(encoding="utf-8")
RULES = ROOT / "src/kefu/forms/rules"
PROBLEMS = set(re.findall(r'(?:_at\(item, |code=|^ +\()"([a-z-]+)"', (RULES / "problems.py").read_text(), re.MULTILINE))
FAULTS = set(re.findall(r'"((?:form-)?answer-[a-z-]+)"', "".join(path.read_text() for path in RULES.glob("*.py"))))


def test_the_codes_are_found() -> None:
    assert {"jump-loops", "too-tangled", "nps-repeated"} <= PROBLEMS
    assert {"answer-missing", "form-answer-unknown", "answer-pattern"} <= FAULTS


@pytest.mark.parametrize("word", sorted({*Kind, *Op, *Purpose, *Item.__dataclass_fields__} | PROBLEMS | FAULTS))
def test_the_reference_explains_it(word: str) -> None:
    assert f"`{word}`" in PAGE


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_screens_have_a_sentence(language: str) -> None:
    builder = json.loads((ROOT / f"web/src/console/features/forms/locales/{language}.json").read_text())
    answers = json.loads((ROOT / f"web/src/shared/forms/answers/locales/{language}.json").read_text())
    assert set(builder["problems"]) >= PROBLEMS
    assert set(answers["fault"]) >= FAULTS
    assert set(builder["kind"]) == set(Kind)
    assert set(builder["op"]) == set(Op)
    assert set(builder["purpose"]) == set(Purpose)
