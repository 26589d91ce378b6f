"""The set-up does what has changed, in order, and shows the log of what fails."""

import os
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest

from tools.setup import steps
from tools.setup.jobs import ROOT, Run, SetupError, Step, do_all
from tools.setup.steps import SYSTEM_PACKAGES, can_build, digest, files_below, install_packages, once


@pytest.mark.parametrize(
    ("node", "npm", "is_enough"),
    [
        ("v20.19.0\n", "10.8.2\n", True),
        ("v20.18.3\n", "10.8.2\n", False),
        ("v21.7.0\n", "10.8.2\n", False),
        ("v22.11.0\n", "11.0.0\n", False),
        ("v22.12.0\n", "11.0.0\n", True),
        ("v24.1.0\n", "9.2.0\n", False),
        ("v24.1.0\n", "", False),
        ("", "", False),
    ],
)
def test_only_a_node_that_vite_accepts_is_used(node: str, npm: str, is_enough: bool) -> None:
    assert can_build(node, npm) is is_enough


def test_work_is_done_once_for_one_fingerprint(tmp_path: Path) -> None:
    done: list[str] = []
    for fingerprint in ("one", "one", "two"):
        once(tmp_path, fingerprint, lambda fingerprint=fingerprint: done.append(fingerprint))
    assert done == ["one", "two"]


def test_work_that_failed_is_done_again(tmp_path: Path) -> None:
    def fail() -> None:
        raise SetupError("no")

    done: list[str] = []
    once(tmp_path, "one", lambda: None)
    with pytest.raises(SetupError):
        once(tmp_path, "two", fail)
    once(tmp_path, "one", lambda: done.append("one"))
    assert done == ["one"]


def test_a_fingerprint_follows_names_and_content() -> None:
    here = Path(__file__)
    assert digest([here]) == digest([here])
    assert len({digest([]), digest([here]), digest([here], "word"), digest([here, ROOT / "Makefile"])}) == 4


def test_left_out_folders_are_not_read(tmp_path: Path) -> None:
    for name in ("src/a.ts", "node_modules/b.js", "src/dist/c.js"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).touch()
    assert list(files_below(tmp_path, without={"node_modules", "dist"})) == [tmp_path / "src/a.ts"]


def command(*words: str) -> Callable[[Run], None]:
    """Return the work of running one command."""
    return lambda run: run(*words)


def test_a_step_waits_for_the_one_before_it(capsys: pytest.CaptureFixture[str]) -> None:
    is_begun, done = Event(), []

    def first(_: Run) -> None:
        is_begun.wait()
        done.append("first")

    steps_in_order = (
        Step("first", "First", first),
        Step("second", "Second", lambda _: done.append("second"), after=("first", "absent")),
        Step("third", "Third", lambda _: is_begun.set()),
    )
    assert do_all(steps_in_order)
    assert done == ["first", "second"]
    assert capsys.readouterr().out == ""  # nothing took long


def test_a_failure_shows_its_log_and_stops_what_follows(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    made = tmp_path / "made"
    failing = Step("python", "Python packages", command("sh", "-c", "echo no such package; exit 3"))
    following = Step("web", "web pages", command("touch", str(made)), after=("python",))
    assert not do_all([failing, following])
    out = capsys.readouterr().out
    assert "Python packages: sh -c echo no such package; exit 3: exit status 3\n" in out
    assert "    | no such package\n" in out
    assert "web pages: left undone" in out
    assert not made.exists()


@pytest.mark.parametrize(
    ("has_uv", "modules", "made_by"),
    [
        (True, set(), ["uv venv"]),
        (False, {"ensurepip", "pip"}, ["-m venv"]),
        (False, {"pip"}, ["-m pip", "-m virtualenv"]),
        (False, set(), ["apt-get", "apt-get", "-m venv"]),
    ],
)
def test_the_environment_is_made_with_what_there_is(
    monkeypatch: pytest.MonkeyPatch, has_uv: bool, modules: set[str], made_by: list[str]
) -> None:
    ran: list[str] = []
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(steps, "has_module", lambda _, module: module in modules)
    steps.make_environment(lambda *command, **_: ran.append(" ".join(map(str, command))), has_uv=has_uv)
    assert len(ran) == len(made_by)
    assert all(words in line for words, line in zip(made_by, ran, strict=True))


def test_missing_packages_name_the_command_to_who_may_not_install(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[object] = []
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SetupError, match=r"sudo apt-get install chromium sip-tester"):
        install_packages(lambda *command, **_: ran.append(command), ["chromium", "sip-tester"], "the tests need them")
    assert ran == []


def test_only_missing_packages_are_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[tuple[object, ...]] = []
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(steps, "SYSTEM_PACKAGES", {"bash": "bash", "sox": "no-such-command", "fonts": "/no/such/font"})
    monkeypatch.setattr(steps.shutil, "which", lambda name: None if name == "no-such-command" or "/" in name else name)
    steps.system(lambda *command, **_: ran.append(command))
    assert [words[-2:] for words in ran][-1] == ("sox", "fonts")
    assert "update" in ran[0]
    assert set(SYSTEM_PACKAGES) == {"chromium", "sip-tester", "baresip-core", "sox", "tcpdump", "fonts-noto-cjk"}
