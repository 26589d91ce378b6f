"""Reports that are sent by the clock, and what became of each time."""

from alembic import op

from kefu.platform import rls

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

STATEMENTS = [
    """
    CREATE TABLE report_schedule (
        id uuid NOT NULL CONSTRAINT pk_report_schedule PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_report_schedule_tenant_id REFERENCES tenant,
        report_code text NOT NULL,
        asked jsonb NOT NULL,
        form text NOT NULL,
        language text NOT NULL,
        cadence text NOT NULL,
        weekday integer NOT NULL,
        day integer NOT NULL,
        at time NOT NULL,
        role_id uuid NOT NULL CONSTRAINT fk_report_schedule_role_id REFERENCES role,
        is_active boolean NOT NULL,
        version integer NOT NULL,
        CONSTRAINT ck_report_schedule_cadence CHECK (cadence IN ('daily', 'weekly', 'monthly'))
    )
    """,
    "CREATE INDEX ix_report_schedule_tenant_id ON report_schedule (tenant_id)",
    """
    CREATE TABLE report_schedule_run (
        id uuid NOT NULL CONSTRAINT pk_report_schedule_run PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_report_schedule_run_tenant_id REFERENCES tenant,
        schedule_id uuid NOT NULL CONSTRAINT fk_report_schedule_run_schedule_id
            REFERENCES report_schedule ON DELETE CASCADE,
        at timestamptz NOT NULL,
        is_trial boolean NOT NULL,
        error text NOT NULL
    )
    """,
    "CREATE INDEX ix_report_schedule_run_schedule_id_at ON report_schedule_run (schedule_id, at)",
    """
    CREATE TABLE report_schedule_delivery (
        run_id uuid NOT NULL CONSTRAINT fk_report_schedule_delivery_run_id
            REFERENCES report_schedule_run ON DELETE CASCADE,
        person_id uuid NOT NULL CONSTRAINT fk_report_schedule_delivery_person_id REFERENCES person,
        tenant_id uuid NOT NULL CONSTRAINT fk_report_schedule_delivery_tenant_id REFERENCES tenant,
        state text NOT NULL,
        error text NOT NULL,
        CONSTRAINT pk_report_schedule_delivery PRIMARY KEY (run_id, person_id),
        CONSTRAINT ck_report_schedule_delivery_state
            CHECK (state IN ('waiting', 'sent', 'undelivered', 'no_mail', 'failed'))
    )
    """,
    *rls.enable("report_schedule"),
    *rls.enable("report_schedule_run"),
    *rls.enable("report_schedule_delivery"),
]


def upgrade() -> None:
    """Create the tables of schedules."""
    for statement in STATEMENTS:
        op.execute(statement)
