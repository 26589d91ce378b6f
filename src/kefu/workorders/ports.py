"""What work orders need from outside."""

from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.ids import CustomerId


class Contact(Protocol):
    """Where and under which number a customer is found."""

    @property
    def name(self) -> str:
        """His name."""

    @property
    def number(self) -> str:
        """His telephone, empty when he has none."""

    @property
    def address(self) -> str:
        """Where he lives."""

    @property
    def district_path(self) -> str:
        """In which district that is."""


class Contacts(Protocol):
    """Tells how a customer is reached."""

    async def __call__(self, session: AsyncSession, *, customer_id: CustomerId) -> Contact | None:
        """Return his contact; None when there is no such customer for this reader."""
        ...
