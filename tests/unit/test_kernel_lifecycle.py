"""State tables as data."""

import pytest

from kefu.kernel.lifecycle import ActionNotPossibleError, Lifecycle, State, Transition, problems, step


def state(code: str, *, is_final: bool = False) -> State:
    return State(code=code, text={"zh-CN": code, "en": code}, is_final=is_final)


def way(action: str, sources: str, to: str | None = None) -> Transition:
    return Transition(action=action, from_states=frozenset(sources.split()), to=to)


DOOR = Lifecycle(
    states=(state("open"), state("shut"), state("bricked up", is_final=True)),
    transitions=(
        way("shut", "open", "shut"),
        way("open", "shut", "open"),
        way("paint", "open shut"),
        Transition(action="brick-up", from_states=frozenset({"shut"}), to="bricked up"),
    ),
)


def test_an_action_leads_where_the_table_says() -> None:
    assert DOOR.initial == "open"
    assert step(DOOR, "open", "shut") == "shut"
    assert step(DOOR, "shut", "paint") == "shut"
    assert DOOR.actions("shut") == ("open", "paint", "brick-up")
    assert [DOOR.is_final(code) for code in ("open", "bricked up", "forgotten")] == [False, True, False]
    assert list(problems(DOOR)) == []


def test_what_a_state_does_not_allow_is_refused_with_what_it_does() -> None:
    with pytest.raises(ActionNotPossibleError) as refusal:
        step(DOOR, "open", "brick-up")
    assert refusal.value.facts == {"action": "brick-up", "state": "open", "possible": ("shut", "paint")}


def test_a_table_that_cannot_be_used_says_why() -> None:
    broken = Lifecycle(
        states=(state("a"), state("a"), state("trap"), state("island"), state("end", is_final=True)),
        transitions=(
            way("go", "a", "end"),
            way("go", "a nowhere", "trap"),
            way("stay", "trap"),
            way("fly", "a", "sky"),
        ),
    )
    assert list(problems(broken)) == [
        "a state stands twice",
        "go: there is no state nowhere",
        "go: two ways lead from a",
        "fly: there is no state sky",
        "nothing leads to island",
        "trap never ends",
        "island never ends",
    ]
