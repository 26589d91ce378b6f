"""What Asterisk's WAV files tell of themselves: the sizes in the header are written when the file is closed."""

import struct
from os import SEEK_END
from pathlib import Path

_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")  # RIFF, fmt, data: always 44 bytes as Asterisk writes it


def is_finished(path: Path) -> bool:
    """Tell whether the header counts all the sound in the file."""
    size, counted = _sizes(path)
    return 0 < counted == size


def mend(path: Path) -> None:
    """Count the sound anew in a file that was never closed; make an empty recording of one that holds none."""
    size, counted = _sizes(path)
    if size == 0:
        path.write_bytes(_header(0))
    elif size != counted:
        with path.open("r+b") as file:
            file.write(_header(size))


def _sizes(path: Path) -> tuple[int, int]:
    """Return the bytes of sound in the file, and how many its header counts."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEADER.size)
            size = file.seek(0, SEEK_END)
    except FileNotFoundError:
        return 0, 0
    if len(head) < _HEADER.size:
        return 0, 0
    return size - _HEADER.size, _HEADER.unpack(head)[-1]


def _header(size: int) -> bytes:
    """Make the header of 16-bit mono sound at 8 kHz."""
    return _HEADER.pack(b"RIFF", size + 36, b"WAVE", b"fmt ", 16, 1, 1, 8000, 16000, 2, 16, b"data", size)
