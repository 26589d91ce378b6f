"""What the server can refuse, and what it writes into the audit, has words on the screens in both languages."""

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from kefu.calls.model import Participation

ROOT = Path(__file__).parents[2]
SOURCE, WEB = ROOT / "src/kefu", ROOT / "web/src"
LANGUAGES = ("zh-CN", "en")
# Raised where no person of the browser reads them: at the start, in commands, by machines, as a server's own fault.
UNREAD = {
    "blob-exists",
    "blob-key-wrong",
    "blob-not-found",
    "ciphertext-wrong",
    "database-owner-unknown",
    "database-start-failed",
    "days-backward",
    "gateway-secret-wrong",
    "journal-damaged",
    "journal-in-use",
    "letter-content-gone",
    "mail-address-malformed",
    "mail-refused",
    "mail-unavailable",
    "range-not-satisfiable",
    "receipt-unmatched",
    "secret-key-unusable",
    "simulation-input-unusable",
    "sms-gateway-address-malformed",
    "switch-address-invalid",
    "switch-not-started",
    "tenant-not-found",
    "time-zone-unknown",
}
# Written with a word that is known only then.
TOLD_THEN = {
    "call-*": {f"call-{each}" for each in Participation},
    "ticket-*-set": {f"ticket-{each}-set" for each in ("category", "department", "regulator", "lifecycle")},
}
# The repairmen's page words these by itself, before the server is asked.
IN_THE_FIELD = {"photo-kind-unknown", "photo-too-large"}


@cache
def trees() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text()) for path in sorted(SOURCE.rglob("*.py"))}


def sentences(language: str) -> set[str]:
    """Return the codes that have a sentence, whichever page keeps it."""
    found = set[str]()
    for path in (WEB / "console").rglob(f"locales/{language}.json"):
        found |= set(json.loads(path.read_text()).get("problem", {}))
    return found | set(json.loads((WEB / f"shared/api/locales/{language}.json").read_text())["problem"])


def codes() -> set[str]:
    """Return the codes of all classes of errors."""
    return {
        str(part.value.value)
        for tree in trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and node.name.endswith("Error")
        for part in node.body
        if isinstance(part, ast.Assign) and isinstance(part.value, ast.Constant)
        if any(isinstance(target, ast.Name) and target.id == "code" for target in part.targets)
    }


def constants(node: ast.expr, function: ast.AST) -> Iterator[str]:
    """Yield the words that an expression can be: `a if b else c`, a name that is set in the function, f'a-{b}'."""
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.IfExp):
        yield from constants(node.body, function)
        yield from constants(node.orelse, function)
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values)
    elif isinstance(node, ast.Name):
        for each in ast.walk(function):
            if isinstance(each, ast.Assign) and any(ast.unparse(target) == node.id for target in each.targets):
                yield from constants(each.value, function)


def given(call: ast.Call, place: int, name: str) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    return call.args[place] if place < len(call.args) else None


def audited() -> set[str]:
    """Return the actions that are written into the audit: those given to it, or to who passes them on to it."""
    functions = [
        (path, node)
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    passing: dict[tuple[Path | None, str], tuple[int, str]] = {(None, "record_audit"): (99, "action")}
    found = set[str]()
    before = -1
    while len(passing) > before:
        before = len(passing)
        for path, function in functions:
            names = [each.arg for each in (*function.args.args, *function.args.kwonlyargs)]
            for call in (each for each in ast.walk(function) if isinstance(each, ast.Call)):
                called = ast.unparse(call.func).rpartition(".")[2]
                known = passing.get((None, called)) or passing.get((path, called))
                action = given(call, *known) if known else None
                if action is None:
                    continue
                if isinstance(action, ast.Name) and action.id in names:
                    at = names.index(action.id) if action.id in [each.arg for each in function.args.args] else 99
                    passing[path, function.name] = (at, action.id)
                else:
                    found |= set(constants(action, function))
    told_then = {action for action in found if "*" in action}
    assert told_then == set(TOLD_THEN)
    return (found - told_then).union(*TOLD_THEN.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_is_refused_has_a_sentence(language: str) -> None:
    found = codes()
    assert len(found) > 150
    assert found - sentences(language) - UNREAD - IN_THE_FIELD == set()


def test_what_is_excused_is_there_and_needs_it() -> None:
    assert UNREAD - codes() == set()
    assert UNREAD & sentences("en") == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_is_audited_has_words(language: str) -> None:
    words = json.loads((WEB / f"console/features/admin/locales/{language}.json").read_text())["action"]
    chosen = set(re.findall(r"'([\w-]+)'", (WEB / "console/features/admin/words.ts").read_text()))
    found = audited()
    assert len(found) > 80
    assert found - set(words) == set()
    assert found - chosen == set()
    assert set(words) - found == set()
