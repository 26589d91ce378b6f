"""HTTP of tickets and of how they are set up."""

from fastapi import APIRouter

from kefu.tickets.http import settings, tickets

router = APIRouter()
router.include_router(tickets.router)
router.include_router(settings.router)
