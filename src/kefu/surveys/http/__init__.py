"""HTTP of callback surveys: what managers set and look at, what agents do with the case they have."""

from fastapi import APIRouter

from kefu.surveys.http.cases import router as cases_router
from kefu.surveys.http.groups import router as groups_router

__all__ = ["router"]

router = APIRouter(prefix="/api/surveys", tags=["surveys"])
router.include_router(groups_router)
router.include_router(cases_router)
