"""SQL of what an operator sets."""

from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.ids import TenantId
from kefu.platform.db import Base, table_of
from kefu.workorders.model.settings import Choice, OrderType, Setting, Settings, Severity
from kefu.workorders.store.driver import driver_of
from kefu.workorders.tables import WorkOrderChoiceRow, WorkOrderSeverityRow, WorkOrderTypeRow

_TEXT = "'text', json_build_object('zh-CN', x.name_zh, 'en', x.name_en)"
_HEAD = f"'code', x.code, {_TEXT}, 'position', x.position, 'is_active', x.is_active, 'version', x.version"
_SETTINGS = f"""
    SELECT json_build_object(
        'types', (SELECT coalesce(json_agg(json_build_object(
            {_HEAD}, 'form_code', x.form_code, 'lifecycle', x.lifecycle) ORDER BY x.position, x.code), '[]')
            FROM work_order_type AS x),
        'severities', (SELECT coalesce(json_agg(json_build_object(
            {_HEAD}, 'within_min', x.within_min, 'accept_within_min', x.accept_within_min,
            'calendar_id', x.calendar_id, 'ladder', x.ladder) ORDER BY x.position, x.code), '[]')
            FROM work_order_severity AS x),
        'choices', (SELECT coalesce(json_agg(json_build_object(
            {_HEAD}, 'kind', x.kind, 'is_fixed', x.is_fixed) ORDER BY x.kind, x.position, x.code), '[]')
            FROM work_order_choice AS x))::text"""

_ALL = TypeAdapter(Settings)
_TYPE = TypeAdapter(OrderType)
_SEVERITY = TypeAdapter(Severity)


async def settings(session: AsyncSession) -> Settings:
    """Load all that the tenant has set."""
    return _ALL.validate_json(await (await driver_of(session)).fetchval(_SETTINGS))


async def put_setting(session: AsyncSession, tenant_id: TenantId, setting: Setting) -> bool:
    """Store a setting that is new (version 0), or still in this version; tell whether it was."""
    row, keys, values = _columns(setting)
    table = table_of(row)
    keys |= {"tenant_id": tenant_id, "code": setting.code}
    values |= {
        "name_zh": setting.text["zh-CN"],
        "name_en": setting.text["en"],
        "position": setting.position,
        "is_active": setting.is_active,
        "version": setting.version + 1,
    }
    if setting.version == 0:
        made = upsert(table).values(**keys, **values).on_conflict_do_nothing().returning(table.c.code)
        return (await session.execute(made)).first() is not None
    ours = [table.c[name] == value for name, value in keys.items()]
    changed = update(table).where(*ours, table.c.version == setting.version).values(values)
    return (await session.execute(changed.returning(table.c.code))).first() is not None


def _columns(setting: Setting) -> tuple[type[Base], dict[str, Any], dict[str, Any]]:
    match setting:
        case OrderType():
            lifecycle = _TYPE.dump_python(setting, mode="json")["lifecycle"]
            return WorkOrderTypeRow, {}, {"form_code": setting.form_code, "lifecycle": lifecycle}
        case Severity():
            dumped = _SEVERITY.dump_python(setting, mode="json")
            values = {
                "within_min": setting.within_min,
                "accept_within_min": setting.accept_within_min,
                "calendar_id": setting.calendar_id,
                "ladder": dumped["ladder"],
            }
            return WorkOrderSeverityRow, {}, values
        case Choice():
            return WorkOrderChoiceRow, {"kind": setting.kind}, {"is_fixed": setting.is_fixed}
    raise TypeError(type(setting).__name__)
