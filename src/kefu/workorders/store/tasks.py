"""SQL of the alarms that somebody stands for."""

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.ids import PersonId
from kefu.kernel.words import Text
from kefu.workorders.model.orders import WorkOrder
from kefu.workorders.store.driver import driver_of

MOST = 50
_ORDER = TypeAdapter(WorkOrder)

_ALARMS = """
    SELECT to_jsonb(o)::text AS found, t.name_zh, t.name_en
    FROM work_order AS o
    JOIN work_order_type AS t ON t.tenant_id = o.tenant_id AND t.code = o.type_code
    JOIN work_order_severity AS s ON s.tenant_id = o.tenant_id AND s.code = o.severity_code
    LEFT JOIN crew AS c ON c.id = o.crew_id
    WHERE NOT o.is_final AND o.suspended_at IS NULL AND o.overdue_level > 0
      AND CASE s.ladder -> (o.overdue_level - 1) ->> 'whom'
          WHEN 'crew_lead' THEN c.lead_id = $1 WHEN 'dispatcher' THEN $2 WHEN 'manager' THEN $3 ELSE false END
    ORDER BY o.due_at, o.id LIMIT $4"""


async def alarms(
    session: AsyncSession, *, person_id: PersonId, is_dispatcher: bool, is_manager: bool
) -> list[tuple[WorkOrder, Text]]:
    """List the overdue orders whose latest alarm went to somebody, what was due first on top, with their types.

    A crew's lead stands for his crew's orders.
    """
    driver = await driver_of(session)
    rows = await driver.fetch(_ALARMS, person_id, is_dispatcher, is_manager, MOST)
    return [(_ORDER.validate_json(row["found"]), {"zh-CN": row["name_zh"], "en": row["name_en"]}) for row in rows]
