r"""A small dialect of regular expressions for what a text must look like, matched in linear time and always whole.

Characters, `.`, `\d`, classes such as `[A-Z0-9]`, each with `?`, `*`, `+`, `{3}`, `{2,}` or `{2,5}`; no groups.
The same in web/src/shared/forms/pattern.ts.
"""

import re
from dataclasses import dataclass

_SPECIAL = r"\\\[\]{}()*+?|^$./-"
_ATOM = re.compile(
    rf"(?:(\\d)|\\([{_SPECIAL}])|(\.)|\[((?:\\d|\\[{_SPECIAL}]|[^\\\[\]^])+)\]|([^\\\[\]{{}}()*+?|^$.]))"
    r"(?:([?*+])|\{([0-9]{1,3})(?:(,)([0-9]{1,3})?)?\})?"
)
_RANGE = re.compile(rf"(\\d)|(?:\\([{_SPECIAL}])|([^\\]))(?:-(?:\\([{_SPECIAL}])|([^\\])))?")
_MANY = 1_000_000
_DIGITS = (ord("0"), ord("9"))


@dataclass(frozen=True, slots=True)
class Atom:
    """Characters of these ranges, so many times."""

    ranges: tuple[tuple[int, int], ...]
    least: int
    most: int

    def takes(self, character: str) -> bool:
        """Tell whether a character is one of these."""
        return any(low <= ord(character) <= high for low, high in self.ranges)


def atoms(pattern: str) -> tuple[Atom, ...] | None:
    """Read a pattern; None when it is not one."""
    found: list[Atom] = []
    at = 0
    while at < len(pattern):
        token = _ATOM.match(pattern, at)
        if token is None:
            return None
        at = token.end()
        ranges = _ranges(token)
        least, most = _times(token)
        if least > most or any(low > high for low, high in ranges):
            return None
        found.append(Atom(ranges, least, most))
    return tuple(found)


def matches(pattern: str, text: str) -> bool:
    """Tell whether the whole text looks like the pattern; nothing looks like one that cannot be read."""
    wanted = atoms(pattern)
    if wanted is None:
        return False
    reached = [True] + [False] * len(text)
    for atom in wanted:
        reached = _after(atom, text, reached)
    return reached[-1]


def _after(atom: Atom, text: str, reached: list[bool]) -> list[bool]:
    """Return where the text may go on after an atom, when it may begin where it has been reached."""
    size = len(text)
    run_ends = [size] * (size + 1)
    for at in range(size - 1, -1, -1):
        run_ends[at] = run_ends[at + 1] if atom.takes(text[at]) else at
    steps = [0] * (size + 2)
    for at, is_reached in enumerate(reached):
        last = min(run_ends[at], at + atom.most)
        if is_reached and at + atom.least <= last:
            steps[at + atom.least] += 1
            steps[last + 1] -= 1
    depth, found = 0, []
    for step in steps[:-1]:
        depth += step
        found.append(depth > 0)
    return found


def _ranges(token: re.Match[str]) -> tuple[tuple[int, int], ...]:
    digit, escaped, anything, several, plain = token.group(1, 2, 3, 4, 5)
    if digit:
        return (_DIGITS,)
    if anything:
        return ((0, 0x10FFFF),)
    if several is None:
        return ((ord(escaped or plain), ord(escaped or plain)),)
    return tuple(_range(each) for each in _RANGE.finditer(several))


def _range(token: re.Match[str]) -> tuple[int, int]:
    if token.group(1):
        return _DIGITS
    low = ord(token.group(2) or token.group(3))
    high = token.group(4) or token.group(5)
    return low, ord(high) if high else low


def _times(token: re.Match[str]) -> tuple[int, int]:
    sign, least, comma, most = token.group(6, 7, 8, 9)
    if sign:
        return (1 if sign == "+" else 0), (1 if sign == "?" else _MANY)
    if least is None:
        return 1, 1
    if most is not None:
        return int(least), int(most)
    return int(least), _MANY if comma else int(least)
