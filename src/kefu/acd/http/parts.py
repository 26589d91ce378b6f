"""What the routes of routing share: who may, whom to tell, names in both languages."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import HTTPConnection

from kefu.acd.events import RoutingChanged
from kefu.identity.http import require
from kefu.identity.model import Principal

Administrator = Annotated[Principal, Depends(require("admin.routing"))]
Viewer = Annotated[Principal, Depends(require("board.view"))]


async def on_changed_of(connection: HTTPConnection) -> Callable[[RoutingChanged], None]:
    """Give a route whom to tell that routing has changed: the composition root sets `on_routing_changed`."""
    on_changed: Callable[[RoutingChanged], None] = connection.app.state.on_routing_changed
    return on_changed


OnChanged = Annotated[Callable[[RoutingChanged], None], Depends(on_changed_of)]


class Text(BaseModel):
    """A name in both languages."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)

    zh: str = Field(alias="zh-CN")
    en: str
