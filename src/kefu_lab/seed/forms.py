"""The forms that the demonstration works with: acceptance, completion in the field, call-back questionnaires.

Their definitions lie beside this module as the builder exports them.
"""

from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.forms import service
from kefu.forms.model import Definition, Purpose
from kefu.forms.parsing import parse_definition
from kefu.forms.service import Editor
from kefu.kernel.ids import TenantId
from kefu.kernel.words import Text

FOLDER = Path(__file__).with_name("form_definitions")
FORMS: dict[str, tuple[Purpose, Text]] = {
    "repair-report": (Purpose.TICKET, {"zh-CN": "故障报修", "en": "Repair report"}),
    "complaint": (Purpose.TICKET, {"zh-CN": "投诉", "en": "Complaint"}),
    "enquiry": (Purpose.TICKET, {"zh-CN": "查询咨询", "en": "Enquiry"}),
    "repair-done": (Purpose.WORK_ORDER, {"zh-CN": "维修回单", "en": "Repair completion"}),
    "repair-survey": (Purpose.SURVEY, {"zh-CN": "维修回访", "en": "Call-back after a repair"}),
    "installation-survey": (Purpose.SURVEY, {"zh-CN": "装机回访", "en": "Call-back after an installation"}),
    "hall-survey": (Purpose.SURVEY, {"zh-CN": "营业厅回访", "en": "Call-back after a visit to a hall"}),
}


def definition_of(code: str) -> Definition:
    """Read the definition of a form."""
    return parse_definition((FOLDER / f"{code}.json").read_bytes())


async def publish_forms(session: AsyncSession, tenant_id: TenantId, *, now: datetime) -> None:
    """Put the forms on the shelf, all of them live."""
    editor = Editor(tenant_id=tenant_id)
    for code, (purpose, name) in FORMS.items():
        await service.create(
            session,
            editor=editor,
            code=code,
            purpose=purpose,
            name=name,
            definition=definition_of(code),
            now=now,
        )
        await service.publish(session, editor=editor, code=code, base_version=1, note="", now=now)
