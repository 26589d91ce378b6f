"""Interactions with customers, by month; whose they are, and what came of them."""

from alembic import op

from kefu.platform import rls

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = [
    """
    CREATE TABLE interaction (
        id uuid NOT NULL,
        tenant_id uuid NOT NULL,
        local_network_id uuid,
        customer_id uuid,
        channel text NOT NULL,
        direction text NOT NULL,
        call_id uuid,
        number text NOT NULL,
        queue_id uuid,
        agent_id uuid,
        started_at timestamptz NOT NULL,
        answered_at timestamptz,
        ended_at timestamptz NOT NULL,
        outcome text NOT NULL CONSTRAINT ck_interaction_outcome
            CHECK (outcome IN ('answered', 'abandoned', 'ivr_only', 'voicemail', 'callback', 'failed')),
        ivr_path jsonb NOT NULL,
        CONSTRAINT pk_interaction PRIMARY KEY (id, started_at)
    ) PARTITION BY RANGE (started_at)
    """,
    "CREATE TABLE interaction_default PARTITION OF interaction DEFAULT",
    """
    CREATE TABLE interaction_link (
        customer_id uuid NOT NULL,
        id uuid NOT NULL,
        tenant_id uuid NOT NULL,
        interaction_id uuid NOT NULL,
        started_at timestamptz NOT NULL,
        linked_at timestamptz NOT NULL,
        agent_id uuid,
        CONSTRAINT pk_interaction_link PRIMARY KEY (customer_id, id)
    )
    """,
    "CREATE INDEX ix_interaction_link_customer_id_started_at ON interaction_link (customer_id, started_at)",
    "CREATE INDEX ix_interaction_link_interaction_id ON interaction_link (interaction_id)",
    """
    CREATE TABLE interaction_wrap_up (
        id uuid NOT NULL CONSTRAINT pk_interaction_wrap_up PRIMARY KEY,
        tenant_id uuid NOT NULL,
        interaction_id uuid NOT NULL,
        agent_id uuid NOT NULL,
        at timestamptz NOT NULL,
        result_code text,
        note text NOT NULL
    )
    """,
    "CREATE INDEX ix_interaction_wrap_up_interaction_id ON interaction_wrap_up (interaction_id, id)",
]

# The application may not create tables; it may ask for the next month's.
MONTHS_AHEAD = [
    """
    CREATE FUNCTION kefu_interaction_month(month date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public AS $$
    DECLARE
        first timestamptz := date_trunc('month', month)::timestamp AT TIME ZONE 'UTC';
        name text := 'interaction_' || to_char(month, 'YYYY_MM');
    BEGIN
        IF to_regclass(name) IS NULL THEN
            EXECUTE format('CREATE TABLE %I PARTITION OF interaction FOR VALUES FROM (%L) TO (%L)', name, first,
                           (date_trunc('month', month) + interval '1 month')::timestamp AT TIME ZONE 'UTC');
        END IF;
    END $$
    """,
    "REVOKE ALL ON FUNCTION kefu_interaction_month(date) FROM PUBLIC",
    f"GRANT EXECUTE ON FUNCTION kefu_interaction_month(date) TO {rls.APP_ROLE}",
]


def upgrade() -> None:
    """Create the tables behind the tenant's wall."""
    for statement in TABLES:
        op.execute(statement)
    for statement in rls.enable("interaction", has_local_network=True, is_append_only=True):
        op.execute(statement)
    for table in ("interaction_link", "interaction_wrap_up"):
        for statement in rls.enable(table, is_append_only=True):
            op.execute(statement)
    for statement in MONTHS_AHEAD:
        op.execute(statement)
