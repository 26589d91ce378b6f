"""State tables as data: which action leads from which states to which."""

from collections.abc import Iterator
from dataclasses import dataclass

from kefu.kernel.errors import ConflictError
from kefu.kernel.words import Text


class ActionNotPossibleError(ConflictError):
    """The thing is in a state in which this cannot be done."""

    code = "action-not-possible"
    title = "This cannot be done in the present state"


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A state; `is_final`: nothing is left to be done."""

    code: str
    text: Text
    is_final: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """What an action does: from any of these states to one, or to the same (`to` None)."""

    action: str
    from_states: frozenset[str]
    to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifecycle:
    """A state table; the first state is where everything begins."""

    states: tuple[State, ...]
    transitions: tuple[Transition, ...]

    @property
    def initial(self) -> str:
        """Return where everything begins."""
        return self.states[0].code

    def is_final(self, state: str) -> bool:
        """Tell whether nothing is left to be done; a state that the table has forgotten is not final."""
        return any(each.code == state and each.is_final for each in self.states)

    def actions(self, state: str) -> tuple[str, ...]:
        """List what can be done in a state."""
        return tuple(each.action for each in self.transitions if state in each.from_states)


def step(lifecycle: Lifecycle, state: str, action: str) -> str:
    """Return the state that an action leads to.

    Raises: ActionNotPossibleError.
    """
    for each in lifecycle.transitions:
        if each.action == action and state in each.from_states:
            return state if each.to is None else each.to
    raise ActionNotPossibleError(
        f"{action} cannot be done in state {state}", action=action, state=state, possible=lifecycle.actions(state)
    )


def problems(lifecycle: Lifecycle) -> Iterator[str]:
    """List why a table cannot be used: unknown states, double ways, states that nothing leads to or ends."""
    codes = [state.code for state in lifecycle.states]
    if len(set(codes)) < len(codes):
        yield "a state stands twice"
    known, seen = set(codes), set[tuple[str, str]]()
    for each in lifecycle.transitions:
        for code in sorted({*each.from_states, *({each.to} if each.to else ())} - known):
            yield f"{each.action}: there is no state {code}"
        for code in sorted(each.from_states):
            if (each.action, code) in seen:
                yield f"{each.action}: two ways lead from {code}"
            seen.add((each.action, code))
    reached = _closure({lifecycle.initial}, [(each.from_states, {each.to}) for each in lifecycle.transitions])
    for code in codes:
        if code not in reached:
            yield f"nothing leads to {code}"
    ends = {state.code for state in lifecycle.states if state.is_final}
    ending = _closure(ends, [({each.to}, each.from_states) for each in lifecycle.transitions])
    for code in codes:
        if code not in ending:
            yield f"{code} never ends"


def _closure(
    first: set[str], ways: list[tuple[set[str | None] | frozenset[str], set[str | None] | frozenset[str]]]
) -> set[str]:
    """Follow the ways from some states until nothing new is found."""
    found = set(first)
    while new := {code for sources, targets in ways if sources & found for code in targets if code} - found:
        found |= new
    return found
