"""Recordings: what is known of each, and where its sound lies."""

from alembic import op

from kefu.platform import rls

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = [
    """
    CREATE TABLE recording (
        id uuid NOT NULL CONSTRAINT pk_recording PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_recording_tenant_id REFERENCES tenant,
        local_network_id uuid,
        call_id uuid NOT NULL,
        agent_id uuid,
        queue_id uuid,
        customer_id uuid,
        kind text NOT NULL CONSTRAINT ck_recording_kind CHECK (kind IN ('call', 'voicemail')),
        segment integer NOT NULL,
        started_at timestamptz NOT NULL,
        duration_ms integer NOT NULL,
        size_bytes bigint NOT NULL,
        blob_key text NOT NULL,
        peaks bytea[] NOT NULL,
        stored_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX ix_recording_call_id ON recording (call_id)",
    "CREATE INDEX ix_recording_tenant_id_started_at ON recording (tenant_id, started_at)",
]


def upgrade() -> None:
    """Create the table behind the tenant's wall."""
    for statement in [*TABLES, *rls.enable("recording", has_local_network=True)]:
        op.execute(statement)
