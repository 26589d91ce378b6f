"""Reports: a tenant's own definitions, favourites, saved parameters."""

from alembic import op

from kefu.platform import rls

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

STATEMENTS = [
    """
    CREATE TABLE report_definition (
        id uuid NOT NULL CONSTRAINT pk_report_definition PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_report_definition_tenant_id REFERENCES tenant,
        name_zh text NOT NULL,
        name_en text NOT NULL,
        branch text NOT NULL,
        measures text[] NOT NULL,
        dimensions text[] NOT NULL,
        span text NOT NULL,
        chart text NOT NULL,
        role_ids uuid[] NOT NULL,
        version integer NOT NULL
    )
    """,
    "CREATE INDEX ix_report_definition_tenant_id ON report_definition (tenant_id)",
    """
    CREATE TABLE report_favourite (
        tenant_id uuid NOT NULL CONSTRAINT fk_report_favourite_tenant_id REFERENCES tenant,
        person_id uuid NOT NULL CONSTRAINT fk_report_favourite_person_id REFERENCES person ON DELETE CASCADE,
        report_code text NOT NULL,
        CONSTRAINT pk_report_favourite PRIMARY KEY (person_id, report_code)
    )
    """,
    """
    CREATE TABLE report_view (
        id uuid NOT NULL CONSTRAINT pk_report_view PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_report_view_tenant_id REFERENCES tenant,
        person_id uuid NOT NULL CONSTRAINT fk_report_view_person_id REFERENCES person ON DELETE CASCADE,
        report_code text NOT NULL,
        name text NOT NULL,
        asked jsonb NOT NULL,
        saved_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX ix_report_view_person_id ON report_view (person_id)",
    *(
        statement
        for table in ("report_definition", "report_favourite", "report_view")
        for statement in rls.enable(table)
    ),
]


def upgrade() -> None:
    """Create the tables of reports."""
    for statement in STATEMENTS:
        op.execute(statement)
