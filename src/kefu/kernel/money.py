"""Money in integer minor units."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in minor units (fen) of one currency (ISO 4217)."""

    amount_minor: int
    currency: str = "CNY"

    def __add__(self, other: "Money") -> "Money":
        """Add two amounts.

        Raises: ValueError when the currencies differ.
        """
        if self.currency != other.currency:
            raise ValueError(f"cannot add {self.currency} and {other.currency}")
        return Money(self.amount_minor + other.amount_minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount_minor, self.currency)
