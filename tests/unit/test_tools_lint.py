"""Every lint rule finds what its bad sample marks, there and nowhere else, and nothing in the good one."""

import re
from pathlib import Path

import pytest

from tools.lint.__main__ import main
from tools.lint.rules import RULES
from tools.lint.source import Module

SAMPLES = Path(__file__).resolve().parents[2] / "tools" / "lint_samples"
MARK = re.compile(r"# breach")


def sample(path: Path) -> list[Module]:
    """Split a sample into the files that it plays: each begins at a line `# file: PATH`."""
    _, *parts = re.split(r"^(?=# file: )", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [Module(part.split(maxsplit=3)[2], part) for part in parts]


@pytest.mark.parametrize("name", RULES)
def test_rule_judges_its_samples(name: str) -> None:
    bad = sample(SAMPLES / name / "bad.py")
    marked = [
        (module.path, number)
        for module in bad
        for number, line in enumerate(module.text.splitlines(), 1)
        for _ in MARK.findall(line)
    ]
    assert marked
    assert sorted((finding.path, finding.line) for finding in RULES[name](bad)) == sorted(marked)
    assert list(RULES[name](sample(SAMPLES / name / "good.py"))) == []


def test_every_sample_has_a_rule() -> None:
    assert {folder.name for folder in SAMPLES.iterdir()} == set(RULES)


def test_the_command_names_the_place_and_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "src/kefu").mkdir(parents=True)
    (tmp_path / "src/kefu/utils.py").touch()
    monkeypatch.chdir(tmp_path)
    assert main(["src"]) == 1
    assert capsys.readouterr().out == "src/kefu/utils.py:1: telling-names: 'utils' says nothing; name what it holds\n"
    (tmp_path / "src/kefu/utils.py").rename(tmp_path / "src/kefu/numbering.py")
    assert main(["src"]) == 0
