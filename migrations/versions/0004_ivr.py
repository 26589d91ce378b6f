"""IVR: flows, their versions (never changed), and which dialled number starts which flow."""

from alembic import op

from kefu.platform import rls

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = [
    """
    CREATE TABLE ivr_flow (
        id uuid NOT NULL CONSTRAINT pk_ivr_flow PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_ivr_flow_tenant_id REFERENCES tenant,
        code text NOT NULL,
        name_zh text NOT NULL,
        name_en text NOT NULL,
        live_version integer,
        CONSTRAINT uq_ivr_flow_tenant_id_code UNIQUE (tenant_id, code)
    )
    """,
    """
    CREATE TABLE ivr_flow_version (
        flow_id uuid NOT NULL CONSTRAINT fk_ivr_flow_version_flow_id REFERENCES ivr_flow,
        version integer NOT NULL CONSTRAINT ck_ivr_flow_version_version CHECK (version > 0),
        tenant_id uuid NOT NULL CONSTRAINT fk_ivr_flow_version_tenant_id REFERENCES tenant,
        definition jsonb NOT NULL,
        note text NOT NULL,
        created_by uuid CONSTRAINT fk_ivr_flow_version_created_by REFERENCES person,
        created_at timestamptz NOT NULL,
        CONSTRAINT pk_ivr_flow_version PRIMARY KEY (flow_id, version)
    )
    """,
    """
    ALTER TABLE ivr_flow ADD CONSTRAINT fk_ivr_flow_id_live_version
        FOREIGN KEY (id, live_version) REFERENCES ivr_flow_version (flow_id, version)
    """,
    """
    CREATE TABLE dialled_number (
        id uuid NOT NULL CONSTRAINT pk_dialled_number PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_dialled_number_tenant_id REFERENCES tenant,
        number text NOT NULL CONSTRAINT uq_dialled_number_number UNIQUE,
        flow_id uuid NOT NULL CONSTRAINT fk_dialled_number_flow_id REFERENCES ivr_flow
    )
    """,
    "CREATE INDEX ix_dialled_number_tenant_id ON dialled_number (tenant_id)",
]


def upgrade() -> None:
    """Create the tables behind the tenant's wall."""
    walls = [
        *rls.enable("ivr_flow"),
        *rls.enable("ivr_flow_version", is_append_only=True),
        *rls.enable("dialled_number"),
    ]
    for statement in [*TABLES, *walls]:
        op.execute(statement)
