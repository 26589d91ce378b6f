"""What a rule sees of a source file, and what it says about it."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One breach of a rule."""

    path: str
    line: int
    text: str


@dataclass(frozen=True)
class Module:
    """One parsed file; `path` is relative to the repository: "src/kefu/acd/store.py"."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """Return the syntax tree."""
        return ast.parse(self.text, self.path)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Return every node once; rules share the walk."""
        return tuple(ast.walk(self.tree))

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """Return the steps below src without the suffix: ("kefu", "acd", "store")."""
        return PurePosixPath(self.path).with_suffix("").parts[1:]

    @cached_property
    def imports(self) -> Mapping[str, str]:
        """Return what each imported name stands for: {"dt": "datetime.datetime"}."""
        names: dict[str, str] = {}
        for node in self.nodes:
            if isinstance(node, ast.Import):
                names |= dict((a.asname, a.name) if a.asname else (a.name.partition(".")[0],) * 2 for a in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                names |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
        return names

    @cached_property
    def prose(self) -> frozenset[int]:
        """Return the ids of docstrings and other strings that stand alone: text for people."""
        return frozenset(
            id(node.value) for node in self.nodes if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        )

    @property
    def is_product(self) -> bool:
        """Tell whether the file belongs to the product, not the laboratory or the migrations."""
        return self.parts[:1] == ("kefu",)

    def calls(self) -> Iterator[tuple[ast.Call, str]]:
        """Yield every call with the full name of what is called."""
        for node in self.nodes:
            if isinstance(node, ast.Call):
                yield node, self.full_name(node.func)

    def full_name(self, node: ast.AST) -> str:
        """Spell out a name as it was imported: "datetime.datetime.now"; "" for the unnamed left of a dot."""
        if isinstance(node, ast.Name):
            return self.imports.get(node.id, node.id)
        if isinstance(node, ast.Attribute):
            return f"{self.full_name(node.value)}.{node.attr}"
        return ""

    def imported_name(self, node: ast.AST) -> str:
        """Spell out a name that comes from an import; "" for any other."""
        root = node
        while isinstance(root, ast.Attribute):
            root = root.value
        return self.full_name(node) if isinstance(root, ast.Name) and root.id in self.imports else ""

    def finding(self, node: ast.AST | int, text: str) -> Finding:
        """Say something about a node or a line of this file."""
        return Finding(self.path, node if isinstance(node, int) else getattr(node, "lineno", 1), text)


def load(root: Path, *folders: str) -> list[Module]:
    """Read every Python file below the folders."""
    return [
        Module(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))
        for folder in folders
        for path in sorted((root / folder).rglob("*.py"))
    ]
