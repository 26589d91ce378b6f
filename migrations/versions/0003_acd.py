"""Routing: skills, queues, who serves them; reasons and results; callbacks; agents' states by month."""

from alembic import op

from kefu.platform import rls

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = [
    """
    CREATE TABLE skill (
        id uuid NOT NULL CONSTRAINT pk_skill PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_skill_tenant_id REFERENCES tenant,
        code text NOT NULL,
        name_zh text NOT NULL,
        name_en text NOT NULL,
        CONSTRAINT uq_skill_tenant_id_code UNIQUE (tenant_id, code)
    )
    """,
    """
    CREATE TABLE queue (
        id uuid NOT NULL CONSTRAINT pk_queue PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_queue_tenant_id REFERENCES tenant,
        local_network_id uuid CONSTRAINT fk_queue_local_network_id REFERENCES local_network,
        code text NOT NULL,
        name_zh text NOT NULL,
        name_en text NOT NULL,
        priority integer NOT NULL CONSTRAINT ck_queue_priority CHECK (priority BETWEEN 0 AND 9),
        ring_timeout_s integer NOT NULL CONSTRAINT ck_queue_ring_timeout_s CHECK (ring_timeout_s > 0),
        wrap_up_mode text NOT NULL
            CONSTRAINT ck_queue_wrap_up_mode CHECK (wrap_up_mode IN ('none', 'optional', 'mandatory', 'timed')),
        wrap_up_s integer NOT NULL CONSTRAINT ck_queue_wrap_up_s CHECK (wrap_up_s >= 0),
        max_wait_s integer CONSTRAINT ck_queue_max_wait_s CHECK (max_wait_s > 0),
        max_length integer CONSTRAINT ck_queue_max_length CHECK (max_length >= 0),
        overflow_queue_id uuid CONSTRAINT fk_queue_overflow_queue_id REFERENCES queue,
        overflow_after_s integer CONSTRAINT ck_queue_overflow_after_s CHECK (overflow_after_s > 0),
        recording text NOT NULL CONSTRAINT ck_queue_recording CHECK (recording IN ('all', 'none')),
        is_open boolean NOT NULL,
        version integer NOT NULL,
        CONSTRAINT uq_queue_tenant_id_code UNIQUE (tenant_id, code)
    )
    """,
    """
    CREATE TABLE queue_skill (
        queue_id uuid NOT NULL CONSTRAINT fk_queue_skill_queue_id REFERENCES queue ON DELETE CASCADE,
        skill_id uuid NOT NULL CONSTRAINT fk_queue_skill_skill_id REFERENCES skill,
        tenant_id uuid NOT NULL CONSTRAINT fk_queue_skill_tenant_id REFERENCES tenant,
        level integer NOT NULL CONSTRAINT ck_queue_skill_level CHECK (level BETWEEN 1 AND 10),
        CONSTRAINT pk_queue_skill PRIMARY KEY (queue_id, skill_id)
    )
    """,
    """
    CREATE TABLE agent_queue (
        agent_id uuid NOT NULL CONSTRAINT fk_agent_queue_agent_id REFERENCES agent ON DELETE CASCADE,
        queue_id uuid NOT NULL CONSTRAINT fk_agent_queue_queue_id REFERENCES queue ON DELETE CASCADE,
        tenant_id uuid NOT NULL CONSTRAINT fk_agent_queue_tenant_id REFERENCES tenant,
        CONSTRAINT pk_agent_queue PRIMARY KEY (agent_id, queue_id)
    )
    """,
    """
    CREATE TABLE agent_skill (
        agent_id uuid NOT NULL CONSTRAINT fk_agent_skill_agent_id REFERENCES agent ON DELETE CASCADE,
        skill_id uuid NOT NULL CONSTRAINT fk_agent_skill_skill_id REFERENCES skill,
        tenant_id uuid NOT NULL CONSTRAINT fk_agent_skill_tenant_id REFERENCES tenant,
        level integer NOT NULL CONSTRAINT ck_agent_skill_level CHECK (level BETWEEN 1 AND 10),
        CONSTRAINT pk_agent_skill PRIMARY KEY (agent_id, skill_id)
    )
    """,
    """
    CREATE TABLE not_ready_reason (
        tenant_id uuid NOT NULL CONSTRAINT fk_not_ready_reason_tenant_id REFERENCES tenant,
        code text NOT NULL,
        name_zh text NOT NULL,
        name_en text NOT NULL,
        position integer NOT NULL,
        CONSTRAINT pk_not_ready_reason PRIMARY KEY (tenant_id, code)
    )
    """,
    """
    CREATE TABLE result_code (
        tenant_id uuid NOT NULL CONSTRAINT fk_result_code_tenant_id REFERENCES tenant,
        code text NOT NULL,
        parent_code text,
        queue_id uuid CONSTRAINT fk_result_code_queue_id REFERENCES queue,
        name_zh text NOT NULL,
        name_en text NOT NULL,
        position integer NOT NULL,
        CONSTRAINT pk_result_code PRIMARY KEY (tenant_id, code),
        CONSTRAINT fk_result_code_tenant_id_parent_code FOREIGN KEY (tenant_id, parent_code) REFERENCES result_code
    )
    """,
    """
    CREATE TABLE callback_request (
        id uuid NOT NULL CONSTRAINT pk_callback_request PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_callback_request_tenant_id REFERENCES tenant,
        local_network_id uuid CONSTRAINT fk_callback_request_local_network_id REFERENCES local_network,
        queue_id uuid CONSTRAINT fk_callback_request_queue_id REFERENCES queue,
        number text NOT NULL,
        call_id uuid NOT NULL,
        requested_at timestamptz NOT NULL,
        status text NOT NULL
            CONSTRAINT ck_callback_request_status CHECK (status IN ('open', 'done', 'failed')),
        CONSTRAINT uq_callback_request_tenant_id_call_id UNIQUE (tenant_id, call_id)
    )
    """,
    "CREATE INDEX ix_callback_request_tenant_id_requested_at ON callback_request (tenant_id, requested_at)",
    """
    CREATE TABLE agent_state_interval (
        tenant_id uuid NOT NULL,
        agent_id uuid NOT NULL,
        state text NOT NULL,
        reason text,
        started_at timestamptz NOT NULL,
        ended_at timestamptz NOT NULL,
        call_id uuid,
        queue_id uuid,
        CONSTRAINT pk_agent_state_interval PRIMARY KEY (agent_id, started_at)
    ) PARTITION BY RANGE (started_at)
    """,
    "CREATE INDEX ix_agent_state_interval_tenant_id_started_at ON agent_state_interval (tenant_id, started_at)",
    "CREATE TABLE agent_state_interval_default PARTITION OF agent_state_interval DEFAULT",
]

MONTHS_AHEAD = """
CREATE FUNCTION kefu_agent_state_interval_month(month date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS $$
DECLARE
    first timestamp := date_trunc('month', month);
    name text := 'agent_state_interval_' || to_char(month, 'YYYY_MM');
BEGIN
    IF to_regclass(name) IS NULL THEN
        EXECUTE format('CREATE TABLE %I PARTITION OF agent_state_interval FOR VALUES FROM (%L) TO (%L)', name,
                       first AT TIME ZONE 'UTC', (first + interval '1 month') AT TIME ZONE 'UTC');
    END IF;
END $$
"""


def upgrade() -> None:
    """Create the tables behind the tenant's wall."""
    walls = [
        *(statement for table in ("queue", "callback_request") for statement in rls.enable(table, True)),
        *(
            statement
            for table in ("skill", "queue_skill", "agent_queue", "agent_skill", "not_ready_reason", "result_code")
            for statement in rls.enable(table)
        ),
        *rls.enable("agent_state_interval", is_append_only=True),
    ]
    for statement in [*TABLES, *walls, MONTHS_AHEAD]:
        op.execute(statement)
    op.execute("REVOKE ALL ON FUNCTION kefu_agent_state_interval_month(date) FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION kefu_agent_state_interval_month(date) TO {rls.APP_ROLE}")
