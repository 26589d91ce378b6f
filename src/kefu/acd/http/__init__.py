"""HTTP of routing."""

from fastapi import APIRouter

from kefu.acd.http import calendars, queues

router = APIRouter(prefix="/api", tags=["routing"])
router.include_router(queues.router)
router.include_router(calendars.router)
