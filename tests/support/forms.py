"""Small forms for tests."""

import json
from pathlib import Path
from typing import Any

from kefu.forms.model import Definition
from kefu.forms.parsing import load_definition

CASES: dict[str, Any] = json.loads((Path(__file__).parents[1] / "data/forms/cases.json").read_text(encoding="utf-8"))
"""Cases that the browser's side runs too."""


def words(text: str) -> dict[str, str]:
    """Say the same in both languages."""
    return {"zh-CN": text, "en": text}


def item(code: str, kind: str = "text", **properties: Any) -> dict[str, Any]:
    """Make an item; of a choice with the options yes and no unless told otherwise."""
    whole: dict[str, Any] = {"code": code, "kind": kind, "label": words(code), **properties}
    if kind in ("single", "multi") and "options" not in properties:
        whole["options"] = options("yes", "no")
    return whole


def options(*codes: str, scores: tuple[int, ...] = ()) -> list[dict[str, Any]]:
    """Make options, with scores or without."""
    made: list[dict[str, Any]] = [{"code": code, "label": words(code)} for code in codes]
    for option, points in zip(made, scores, strict=False):
        option["score"] = points
    return made


def when(code: str, op: str = "is", *values: object) -> list[dict[str, Any]]:
    """Make one condition."""
    return [{"item": code, "op": op, "values": list(values)}]


def document(*items: dict[str, Any]) -> dict[str, Any]:
    """Make a form of one section."""
    return {"format": 1, "sections": [{"code": "main", "title": words("Main"), "items": list(items)}]}


def definition(*items: dict[str, Any]) -> Definition:
    """Make a form of one section, as the rules take it."""
    return load_definition(document(*items))
