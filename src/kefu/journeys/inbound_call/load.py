"""Tells when this process is late with everything: new calls are refused then, so that those inside are served.

The measure is the loop's own lateness: it holds whatever the work is, on whatever machine. Whose calls are refused is
decided in `admission`; a full switch refuses by itself.
"""

LOOK_EVERY_MS = 100
LATE_MS = 300
"""So late, a ringing phone and a pressed key are answered too late."""
CALM_MS = 50
LOOKS_TO_CLOSE, LOOKS_TO_OPEN = 3, 10


class Load:
    """Tells overload from a hiccup: it takes several late looks in a row to close, more calm ones to open again."""

    def __init__(self) -> None:
        self.is_over = False
        self._in_a_row = 0

    def note(self, late_ms: float) -> bool:
        """Take one look at the lateness; tell whether it has changed what is so."""
        is_against = late_ms < CALM_MS if self.is_over else late_ms > LATE_MS
        self._in_a_row = self._in_a_row + 1 if is_against else 0
        if self._in_a_row < (LOOKS_TO_OPEN if self.is_over else LOOKS_TO_CLOSE):
            return False
        self.is_over, self._in_a_row = not self.is_over, 0
        return True
