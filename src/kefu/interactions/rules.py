"""The tree of results."""

from collections import defaultdict
from collections.abc import Iterable

from kefu.interactions.model import Result, ResultLine


def as_tree(lines: Iterable[ResultLine]) -> tuple[Result, ...]:
    """Hang results below their headings, in their order; what hangs below nothing is left out."""
    below: dict[str | None, list[ResultLine]] = defaultdict(list)
    for line in sorted(lines, key=lambda line: (line.position, line.code)):
        below[line.parent_code].append(line)

    def grow(parent_code: str | None) -> tuple[Result, ...]:
        return tuple(Result(code=line.code, text=line.text, children=grow(line.code)) for line in below[parent_code])

    return grow(None)


def is_choice(tree: Iterable[Result], code: str) -> bool:
    """Tell whether a code is a leaf of the tree."""
    return any(not node.children if node.code == code else is_choice(node.children, code) for node in tree)
