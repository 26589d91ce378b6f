"""What a file brings: customers to be asked, and lines that cannot be used."""

from dataclasses import dataclass

from kefu.surveys.model.cases import NewCase

BYTES_MAX = 5 << 20
LINES_MAX = 20_000
FIELDS = ("number", "name", "order_no", "hall", "crew", "date")


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """What is wrong in a line of the file, counted from 1."""

    line: int
    field: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodLine:
    """A line that makes a case."""

    line: int
    case: NewCase


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRead:
    """A file as it was understood; `ignored` are titles of columns that mean nothing to us."""

    good: tuple[GoodLine, ...]
    bad: tuple[BadLine, ...]
    columns: tuple[str, ...]
    ignored: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of cases that were to be added; `repeated`: are there already, `quiet`: were asked a while ago."""

    added: int = 0
    repeated: int = 0
    quiet: int = 0
    not_sampled: int = 0
    unusable: int = 0
    """No number to call, or none that can be called."""
