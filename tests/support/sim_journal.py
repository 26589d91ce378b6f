"""A journal whose process can be killed while it writes."""

import os
from pathlib import Path

from kefu.acd.journal import Journal, Record
from support.sim_dice import Dice


class Killed(SystemExit):
    """The process ends here; nothing catches it."""


class CrashingJournal(Journal):
    """Writes real files; `doom` says where in the next write the process dies."""

    def __init__(self, folder: Path, dice: Dice, *, segment_bytes: int) -> None:
        super().__init__(folder, segment_bytes=segment_bytes)
        self._dice = dice
        self.doom: str | None = None
        self.is_closed = False

    def flush(self) -> None:
        """Hand over what was appended, unless the process dies: before it, in the middle of it, right after it."""
        if self.doom not in ("before", "torn", "after") or not self._buffer:
            super().flush()
            return
        if self.doom == "torn":
            data = b"".join(self._buffer)
            os.write(self._fd, data[: self._dice.below(len(data))])
        elif self.doom == "after":
            super().flush()
        raise Killed

    def save_snapshot(self, snapshot: Record) -> None:
        """Keep a snapshot, unless the process dies with half a draft, or before it has dropped what is replaced."""
        if self.doom == "draft":
            (self._folder / f"{snapshot.number:020}.draft").write_bytes(b"half a draf")
            raise Killed
        if self.doom == "snapshot":
            old = [(path, path.read_bytes()) for path in [*self._segments(), *self._folder.glob("*.snapshot")]]
            super().save_snapshot(snapshot)
            for path, data in old:
                if not path.exists() and self._dice.chance(0.5):
                    path.write_bytes(data)
            raise Killed
        super().save_snapshot(snapshot)

    def die(self) -> None:
        """Let go of the folder as the kernel does for the dead."""
        if self.is_closed:
            return
        self.is_closed = True
        os.close(self._fd)
        self.lease.release()

    def close(self) -> None:
        """Close in peace."""
        super().close()
        self.is_closed = True
