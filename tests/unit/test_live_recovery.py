"""A centre that is started again: what it remembers, and what it does with a journal that it cannot read."""

from pathlib import Path

import pytest

from kefu.acd.journal import Journal, JournalDamagedError, Record
from kefu.acd.lease import is_in_use
from kefu.app.wiring import _journal
from kefu.calls.events import SwitchAvailability
from kefu.journeys.inbound_call.centre import Centre
from kefu.journeys.inbound_call.machine import CODEC

AT_MS = 1_000_000


def centre_of(folder: Path) -> Centre:
    return Centre([], lambda: AT_MS + 2000, Journal(folder))


def written(folder: Path, *events: dict[str, object]) -> Journal:
    journal = Journal(folder)
    for event in events:
        journal.append(AT_MS, event)
    journal.close()
    return journal


async def test_what_was_written_is_remembered_and_no_switch_is_taken_for_granted(tmp_path: Path) -> None:
    there = CODEC.encode(SwitchAvailability(at_ms=AT_MS, switch="s1", is_available=True))
    written(tmp_path, there)
    centre = centre_of(tmp_path)
    centre.recover()
    assert centre.state.switches == {"s1": True}
    await centre.stop()
    assert centre.state.switches == {"s1": False}


@pytest.mark.parametrize("is_snapshot", [True, False])
async def test_what_cannot_be_understood_is_set_aside(tmp_path: Path, is_snapshot: bool) -> None:
    there = CODEC.encode(SwitchAvailability(at_ms=AT_MS, switch="s1", is_available=True))
    written(tmp_path, there, {"@": "OfAnotherVersion"})
    if is_snapshot:
        journal = Journal(tmp_path)
        journal.save_snapshot(Record(2, AT_MS, {"machine": {"@": "OfAnotherVersion"}, "timers": {}}))
        journal.close()
    centre = centre_of(tmp_path)
    centre.recover()
    assert centre.state.switches == {}
    assert [path.name for path in tmp_path.glob("aside-*")] == [f"aside-{2:020}"]
    centre.post(SwitchAvailability(at_ms=AT_MS, switch="s2", is_available=True))
    await centre.stop()
    again = centre_of(tmp_path)
    again.recover()
    assert again.state.switches == {"s2": True}
    await again.stop()


def test_a_damaged_journal_is_moved_aside(tmp_path: Path) -> None:
    folder = tmp_path / "journal"
    written(folder, {"@": "X"}, {"@": "Y"})
    [segment] = folder.glob("*.journal")
    segment.write_bytes(b"0" + segment.read_bytes()[1:])
    with pytest.raises(JournalDamagedError):
        Journal(folder)
    _journal(folder).close()
    assert len(list(tmp_path.glob("journal-damaged-*"))) == 1


def test_who_writes_a_journal_has_it_for_himself(tmp_path: Path) -> None:
    assert not is_in_use(tmp_path)
    journal = Journal(tmp_path)
    assert is_in_use(tmp_path)
    journal.close()
    assert not is_in_use(tmp_path)
