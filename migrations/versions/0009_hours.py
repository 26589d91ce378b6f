"""Hours of queues: calendars, prompts for closed queues and emergencies, short abandons."""

from alembic import op

from kefu.platform import rls

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

STATEMENTS = [
    """
    CREATE TABLE calendar (
        id uuid NOT NULL CONSTRAINT pk_calendar PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_calendar_tenant_id REFERENCES tenant,
        code text NOT NULL,
        name_zh text NOT NULL,
        name_en text NOT NULL,
        time_zone text NOT NULL,
        week jsonb NOT NULL,
        days jsonb NOT NULL,
        version integer NOT NULL,
        CONSTRAINT uq_calendar_tenant_id_code UNIQUE (tenant_id, code)
    )
    """,
    *rls.enable("calendar"),
    """
    ALTER TABLE queue
        ADD COLUMN calendar_id uuid CONSTRAINT fk_queue_calendar_id REFERENCES calendar,
        ADD COLUMN closed_prompt text NOT NULL DEFAULT 'closed',
        ADD COLUMN notice_prompt text,
        ADD COLUMN short_abandon_s integer NOT NULL DEFAULT 5
            CONSTRAINT ck_queue_short_abandon_s CHECK (short_abandon_s >= 0)
    """,
    "ALTER TABLE call_record ADD COLUMN is_short_abandon boolean NOT NULL DEFAULT false",
]


def upgrade() -> None:
    """Add the table behind the tenant's wall, and what queues say about their hours."""
    for statement in STATEMENTS:
        op.execute(statement)
