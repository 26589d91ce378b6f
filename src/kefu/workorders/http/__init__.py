"""HTTP of work orders: the dispatcher's board, the field page, areas and crews, what an operator sets."""

from fastapi import APIRouter

from kefu.workorders.http import field, orders, organisation, outages, settings

router = APIRouter()
for _room in (orders, field, organisation, outages, settings):
    router.include_router(_room.router)
