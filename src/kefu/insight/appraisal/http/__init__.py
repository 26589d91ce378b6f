"""HTTP of scorecards."""

from fastapi import APIRouter

from kefu.insight.appraisal.http import files, mine, scorecards

router = APIRouter()
for _part in (scorecards, mine, files):
    router.include_router(_part.router)
