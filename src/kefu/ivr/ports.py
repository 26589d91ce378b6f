"""What the IVR needs to know from other rooms."""

from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.ivr.library import Surroundings


class SurroundingsSource(Protocol):
    """Tells what flows of a tenant may refer to: its queues, the prompts on disk, the look-ups that are wired."""

    async def __call__(self, session: AsyncSession) -> Surroundings:
        """Look around, in the scope of the transaction."""
        ...
