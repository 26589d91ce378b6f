"""HTTP of one's own scorecards, and of having looked at them."""

from uuid import UUID

from fastapi import APIRouter

from kefu.identity.http import Current, Tx
from kefu.insight.appraisal import notices, service
from kefu.insight.appraisal.http.scorecards import WholeView, card_view, month_view
from kefu.platform.web import ClockDep

router = APIRouter(prefix="/api/appraisal", tags=["appraisal"])


class MineView(WholeView):
    """One's own scorecard, or one's team's; `is_new`: one has not looked at it since it was published or answered."""

    is_new: bool


@router.get("/cards/mine")
async def mine(current: Current, session: Tx, clock: ClockDep) -> list[MineView]:
    """List one's own published scorecards and one's team's, the latest first."""
    found = await service.list_mine(session, principal=current)
    new = {each.card.card_id for each in await notices.unseen(session, principal=current, now=clock())}
    return [
        MineView(
            month=month_view(each.month),
            card=card_view(each.card, each.month),
            is_new=each.card.card_id in new,
        )
        for each in found
    ]


@router.put("/cards/{card_id}/seen", status_code=204)
async def see(card_id: UUID, current: Current, session: Tx, clock: ClockDep) -> None:
    """Note that one has looked at a scorecard: it is no longer new, nor among one's tasks."""
    await notices.see(session, principal=current, card_id=card_id, now=clock())
