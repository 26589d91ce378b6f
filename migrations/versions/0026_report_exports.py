"""Exports: reports as files that are made in the background and kept for some days."""

from alembic import op

from kefu.platform import rls

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

STATEMENTS = [
    """
    CREATE TABLE report_export (
        id uuid NOT NULL CONSTRAINT pk_report_export PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_report_export_tenant_id REFERENCES tenant,
        person_id uuid NOT NULL CONSTRAINT fk_report_export_person_id REFERENCES person ON DELETE CASCADE,
        report_code text NOT NULL,
        asked jsonb NOT NULL,
        form text NOT NULL,
        title text NOT NULL,
        state text NOT NULL,
        error text NOT NULL,
        row_count integer,
        content bytea,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        CONSTRAINT ck_report_export_state CHECK (state IN ('waiting', 'running', 'done', 'failed'))
    )
    """,
    "CREATE INDEX ix_report_export_person_id_created_at ON report_export (person_id, created_at)",
    *rls.enable("report_export"),
]


def upgrade() -> None:
    """Create the table of exports."""
    for statement in STATEMENTS:
        op.execute(statement)
