"""The import contract of pyproject.toml catches what it is there for: each violation is planted in a skeleton."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
LINTER = Path(sys.executable).with_name("lint-imports")

SOUND = {
    "kefu/app/asgi.py": "import kefu.acd.http, kefu.adapters.asterisk.switch, kefu.journeys.inbound_call",
    "kefu/adapters/asterisk/switch.py": "import asyncio, kefu.calls.ports",
    "kefu/adapters/billing/boss.py": "import kefu.customers.ports",
    "kefu/insight/board.py": "import kefu.acd.tables",
    "kefu/journeys/inbound_call/machine.py": "import kefu.acd.core.engine, kefu.ivr.model, kefu.calls.events",
    "kefu/acd/core/engine.py": "import kefu.acd.core.model",
    "kefu/acd/core/model.py": "import kefu.kernel.ids",
    "kefu/acd/http.py": "import kefu.acd.service",
    "kefu/acd/jobs.py": "import kefu.acd.service",
    "kefu/acd/service.py": "import kefu.acd.store, kefu.identity.service",
    "kefu/acd/store.py": "import sqlalchemy, kefu.acd.tables",
    "kefu/acd/tables.py": "import kefu.platform.db",
    "kefu/calls/store/records.py": "import kefu.calls.model",
    "kefu/calls/service.py": "import kefu.calls.store.records",
    "kefu/calls/http.py": "import kefu.calls.service, kefu.identity.http",
    "kefu/calls/ports.py": "import kefu.calls.events",
    "kefu/calls/events.py": "import kefu.calls.model",
    "kefu/calendars/rules.py": "import kefu.kernel.ids",
    "kefu/calls/model.py": "import kefu.kernel.ids",
    "kefu/customers/ports.py": "import kefu.kernel.ids",
    "kefu/customers/tables.py": "import kefu.platform.db",
    "kefu/identity/http.py": "import kefu.identity.service",
    "kefu/identity/service.py": "import kefu.platform.db",
    "kefu/forms/model.py": "",
    "kefu/interactions/__init__.py": "",
    "kefu/ivr/model.py": "import kefu.kernel.ids",
    "kefu/ivr/rules/menu.py": "import kefu.ivr.model",
    "kefu/platform/db.py": "import sqlalchemy, kefu.kernel.ids",
    "kefu/recordings/http.py": "",
    "kefu/messaging/model.py": "",
    "kefu/surveys/model.py": "",
    "kefu/tickets/service.py": "import kefu.forms.model, kefu.calendars.rules",
    "kefu/workorders/model.py": "",
    "kefu/kernel/ids.py": "import uuid",
    "kefu_lab/cli.py": "import kefu.app.asgi, kefu_lab.phone, random",
    "kefu_lab/phone.py": "",
}

PLANTED = {
    "storeys": {
        "upstairs": ("kefu/platform/mail.py", "import kefu.identity.service"),
        "upstairs from an adapter": ("kefu/adapters/billing/wire.py", "import kefu.app.asgi"),
        "past the landing": ("kefu/journeys/repair.py", "import kefu.adapters.billing.boss"),
        "sideways between capabilities": ("kefu/recordings/service.py", "import kefu.customers.ports"),
        "upstairs between foundations": ("kefu/identity/jobs.py", "import kefu.calls.service"),
        "sideways by a late import": ("kefu/ivr/service.py", "def f():\n    import kefu.acd.http"),
        "sideways between foundations": ("kefu/forms/service.py", "import kefu.calendars.rules"),
        "a room outside the contract": ("kefu/parlour/__init__.py", ""),
        "a module outside the contract": ("kefu/oddments.py", ""),
    },
    "rooms": {
        "a store that knows its service": ("kefu/acd/store.py", "import kefu.acd.service"),
        "a folder store that knows its service": ("kefu/calls/store/index.py", "import kefu.calls.service"),
        "a service that knows HTTP": ("kefu/recordings/service.py", "import kefu.recordings.http"),
        "rules that know tables": ("kefu/acd/rules.py", "import kefu.acd.tables"),
        "events that know ports": ("kefu/calls/events.py", "import kefu.calls.ports"),
        "HTTP that knows jobs": ("kefu/acd/http.py", "import kefu.acd.jobs"),
    },
    "pure code does no I/O": {
        "a clock in rules": ("kefu/acd/rules.py", "import time"),
        "a clock in a folder of rules": ("kefu/ivr/rules/greeting.py", "import time"),
        "a database in a model": ("kefu/calls/model.py", "from sqlalchemy import orm"),
        "a loop in the engine": ("kefu/acd/core/timers.py", "import asyncio"),
        "chance in the engine": ("kefu/acd/core/engine.py", "import random"),
        "a log in the kernel": ("kefu/kernel/money.py", "import logging"),
        "plumbing at one remove": ("kefu/customers/model.py", "import kefu.customers.tables"),
    },
    "the product never imports the laboratory": {"a borrowed caller": ("kefu/app/cli.py", "import kefu_lab.cli")},
    "adapters are apart": {"a shared trick": ("kefu/adapters/asterisk/a.py", "import kefu.adapters.billing.boss")},
    "no cycles": {
        "deep in a room": ("kefu/acd/core/model.py", "import kefu.acd.core.engine"),
        "in the laboratory": ("kefu_lab/phone.py", "import kefu_lab.cli"),
    },
}


def lint(root: Path, files: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Write the files and judge them by the repository's own contract."""
    for name, text in files.items():
        write(root / name, text)
    (root / "pyproject.toml").write_text((REPOSITORY / "pyproject.toml").read_text())
    return subprocess.run(
        [LINTER, "--no-cache"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )


def write(path: Path, text: str) -> None:
    """Write one module and make its folders packages."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    folder = path.parent
    while folder.name not in {"kefu", "kefu_lab"}:
        (folder / "__init__.py").touch()
        folder = folder.parent
    (folder / "__init__.py").touch()


def verdicts(output: str) -> dict[str, str]:
    """Read KEPT or BROKEN by contract."""
    return {
        line.rsplit(" ", 1)[0]: line.rsplit(" ", 1)[1]
        for line in output.splitlines()
        if line.endswith((" KEPT", " BROKEN"))
    }


def test_a_sound_house_passes(tmp_path: Path) -> None:
    result = lint(tmp_path, SOUND)
    assert result.returncode == 0, result.stdout
    assert verdicts(result.stdout) == dict.fromkeys(PLANTED, "KEPT")


@pytest.mark.parametrize("contract", PLANTED)
def test_every_planted_violation_is_caught(tmp_path: Path, contract: str) -> None:
    planted = {path: f"{SOUND.get(path, '')}\n{text}\n" for path, text in PLANTED[contract].values()}
    result = lint(tmp_path, SOUND | planted)
    assert result.returncode == 1, result.stdout
    assert verdicts(result.stdout)[contract] == "BROKEN", result.stdout
    report = result.stdout.partition("Broken contracts")[2].replace("\n", " ")
    missed = [name for name, (path, text) in PLANTED[contract].items() if not is_named(report, path, text)]
    assert missed == [], result.stdout


def is_named(report: str, path: str, text: str) -> bool:
    """Tell whether the report names the planted import, or a module planted without one, as illegal."""
    module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    imported = re.search(r"(?:import|from) ([\w.]+)", text)
    if imported is None:
        return module in report
    siblings = f"- .{module.rpartition('.')[2]} -> .{imported[1].rpartition('.')[2]} "
    return f"{module} -> {imported[1]} " in report or siblings in report
