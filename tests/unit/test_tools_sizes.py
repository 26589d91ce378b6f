"""The size check measures files, functions and components, and leaves out what nobody writes by hand."""

import subprocess
from pathlib import Path

import pytest

from tools.sizes import main, sources, too_long


@pytest.mark.parametrize(("path", "limit"), [("src/a.py", 400), ("web/a.ts", 400), ("web/A.tsx", 250)])
def test_a_file_has_a_limit(path: str, limit: int) -> None:
    assert list(too_long(path, "\n" * limit)) == []
    assert list(too_long(path, "\n" * (limit + 1))) == [f"{path}: {limit + 1} lines, at most {limit}"]


def test_a_function_has_a_limit() -> None:
    fits = "def fits():\n" + "    x = 1\n" * 49
    grown = "class Room:\n    async def grown(self):\n" + "        x = 1\n" * 50
    assert list(too_long("a.py", fits + grown)) == ["a.py:52: grown has 51 lines, at most 50"]


def test_generated_files_and_migrations_are_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    long = "x = 1\n" * 401
    for name in ("src/a.py", "migrations/versions/0001_a.py", "web/src/schema.d.ts", "web/dist/b.ts", "README.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(long)
    (tmp_path / ".gitignore").write_text("dist/\n")
    assert list(sources(tmp_path)) == ["src/a.py"]
    assert main(tmp_path) == 1
    assert capsys.readouterr().out == "src/a.py: 401 lines, at most 400\n"
    (tmp_path / "src/a.py").unlink()
    assert main(tmp_path) == 0
