"""What the routes of the administration share: who may, whom to tell, names of fields."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends
from pydantic import BaseModel, ConfigDict, StringConstraints
from starlette.requests import HTTPConnection

from kefu.identity.administration.events import OrganisationChanged
from kefu.identity.http import require
from kefu.identity.model import Principal

Administrator = Annotated[Principal, Depends(require("admin.people"))]
Word = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


async def on_changed_of(connection: HTTPConnection) -> Callable[[OrganisationChanged], None]:
    """Give a route whom to tell of changes: the composition root sets `on_organisation_changed`."""
    on_changed: Callable[[OrganisationChanged], None] = connection.app.state.on_organisation_changed
    return on_changed


OnChanged = Annotated[Callable[[OrganisationChanged], None], Depends(on_changed_of)]


class Body(BaseModel):
    """What is sent: nothing but what we know."""

    model_config = ConfigDict(extra="forbid")
