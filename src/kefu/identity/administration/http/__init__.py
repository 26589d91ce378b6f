"""HTTP of the administration: people, roles, sites and groups; the audit."""

from fastapi import APIRouter

from kefu.identity.administration.http import audit, files, organisation, people

router = APIRouter(prefix="/api", tags=["administration"])
for _part in (files, people, organisation, audit):
    router.include_router(_part.router)
