"""A circuit breaker as a value: a back end that keeps failing is left alone for a while, then tried once.

Source: M. Nygard, Release It!, "Circuit Breaker".
"""

from dataclasses import dataclass, replace

FAILURES_TO_OPEN = 5
OPEN_MS = 10_000


@dataclass(frozen=True, slots=True)
class Breaker:
    """Closed: `open_until_ms` is None. Open: until then. Half open: after it, one probe at a time."""

    failures: int = 0
    open_until_ms: int | None = None
    is_probing: bool = False

    def may_ask(self, at_ms: int) -> bool:
        """Tell whether the back end may be asked now."""
        return self.open_until_ms is None or (at_ms >= self.open_until_ms and not self.is_probing)

    def asked(self) -> "Breaker":
        """Note that the back end is being asked; in the half-open state this is the probe."""
        return replace(self, is_probing=self.open_until_ms is not None)

    def answered(self) -> "Breaker":
        """Note an answer, whatever it says: the back end is well."""
        return Breaker()

    def failed(self, at_ms: int) -> "Breaker":
        """Note a failure: one too many in a row opens the circuit, and so does every one after it."""
        failures = self.failures + 1
        return Breaker(failures, at_ms + OPEN_MS if failures >= FAILURES_TO_OPEN else None)
