"""Facts of calls, by month, and the call records derived from them."""

from alembic import op

from kefu.platform import rls

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = [
    """
    CREATE TABLE call_event (
        tenant_id uuid NOT NULL,
        call_id uuid NOT NULL,
        seq integer NOT NULL,
        at timestamptz NOT NULL,
        kind text NOT NULL,
        data jsonb NOT NULL,
        CONSTRAINT pk_call_event PRIMARY KEY (call_id, seq, at)
    ) PARTITION BY RANGE (at)
    """,
    "CREATE TABLE call_event_default PARTITION OF call_event DEFAULT",
    """
    CREATE TABLE call_record (
        call_id uuid NOT NULL CONSTRAINT pk_call_record PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_call_record_tenant_id REFERENCES tenant,
        local_network_id uuid CONSTRAINT fk_call_record_local_network_id REFERENCES local_network,
        direction text NOT NULL,
        number text NOT NULL,
        called text NOT NULL,
        customer_id uuid,
        queue_id uuid,
        agent_id uuid,
        started_at timestamptz NOT NULL,
        answered_at timestamptz,
        human_requested_at timestamptz,
        queued_at timestamptz,
        established_at timestamptz,
        ended_at timestamptz NOT NULL,
        wait_ms bigint,
        talk_ms bigint NOT NULL,
        hold_ms bigint NOT NULL,
        transfers integer NOT NULL,
        is_recorded boolean NOT NULL,
        ivr_path jsonb NOT NULL,
        outcome text NOT NULL,
        cause text NOT NULL
    )
    """,
    "CREATE INDEX ix_call_record_tenant_id ON call_record (tenant_id, started_at DESC)",
]

MONTHS_AHEAD = """
CREATE FUNCTION kefu_call_event_month(month date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS $$
DECLARE
    first timestamptz := date_trunc('month', month)::timestamp AT TIME ZONE 'UTC';
    name text := 'call_event_' || to_char(month, 'YYYY_MM');
BEGIN
    IF to_regclass(name) IS NULL THEN
        EXECUTE format('CREATE TABLE %I PARTITION OF call_event FOR VALUES FROM (%L) TO (%L)',
                       name, first, (date_trunc('month', month) + interval '1 month')::timestamp AT TIME ZONE 'UTC');
    END IF;
END $$
"""


def upgrade() -> None:
    """Create the tables behind the tenant's wall."""
    for statement in TABLES:
        op.execute(statement)
    for statement in rls.enable("call_event", is_append_only=True):
        op.execute(statement)
    for statement in rls.enable("call_record", has_local_network=True):
        op.execute(statement)
    op.execute(MONTHS_AHEAD)
    op.execute("REVOKE ALL ON FUNCTION kefu_call_event_month(date) FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION kefu_call_event_month(date) TO {rls.APP_ROLE}")
