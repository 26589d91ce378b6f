"""`python -m tools.sizes`: a file fits in the head. Print what has grown too long; exit 1 when something has."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

FILE_LINES = 400
FUNCTION_LINES = 50
COMPONENT_LINES = 250

_SOURCES = {".py", ".ts", ".tsx", ".css", ".sh"}
_EXEMPT = re.compile(r"(^|/)(migrations/versions|lint_samples)/|\.d\.ts$|\.gen\.|/generated/")


def too_long(path: str, text: str) -> Iterator[str]:
    """Yield a sentence for the file, and for each of its functions, that is too long."""
    lines = len(text.splitlines())
    limit = COMPONENT_LINES if path.endswith(".tsx") else FILE_LINES
    if lines > limit:
        yield f"{path}: {lines} lines, at most {limit}"
    if not path.endswith(".py"):
        return
    for node in ast.walk(ast.parse(text, path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES:
                yield f"{path}:{node.lineno}: {node.name} has {length} lines, at most {FUNCTION_LINES}"


def sources(root: Path) -> Iterator[str]:
    """Yield the source files that git knows or would add, without generated ones."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for path in listing.splitlines():
        if PurePosixPath(path).suffix in _SOURCES and not _EXEMPT.search(path) and (root / path).is_file():
            yield path


def main(root: Path) -> int:
    """Measure every source file of the repository."""
    complaints = [line for path in sources(root) for line in too_long(path, (root / path).read_text(encoding="utf-8"))]
    print("\n".join(complaints), end="\n" if complaints else "")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(Path.cwd()))
