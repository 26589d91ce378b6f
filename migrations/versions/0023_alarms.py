"""Alarms: rules, what they have raised, who gets short messages of it; queues switched by hand; teams."""

from alembic import op

from kefu.platform import rls

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

STATEMENTS = [
    """
    CREATE TABLE alarm_rule (
        id uuid NOT NULL CONSTRAINT pk_alarm_rule PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_alarm_rule_tenant_id REFERENCES tenant,
        local_network_id uuid CONSTRAINT fk_alarm_rule_local_network_id REFERENCES local_network,
        name_zh text NOT NULL,
        name_en text NOT NULL,
        kind text NOT NULL,
        threshold integer NOT NULL,
        within_s integer NOT NULL,
        queue_id uuid CONSTRAINT fk_alarm_rule_queue_id REFERENCES queue ON DELETE CASCADE,
        agent_group text,
        severity text NOT NULL,
        has_sound boolean NOT NULL,
        sms_person_ids uuid[] NOT NULL,
        sms_role_ids uuid[] NOT NULL,
        is_on boolean NOT NULL,
        version integer NOT NULL,
        CONSTRAINT ck_alarm_rule_kind
            CHECK (kind IN ('waiting', 'longest_wait', 'service_level', 'not_ready', 'trunks')),
        CONSTRAINT ck_alarm_rule_severity CHECK (severity IN ('warning', 'critical'))
    )
    """,
    "CREATE INDEX ix_alarm_rule_tenant_id ON alarm_rule (tenant_id)",
    *rls.enable("alarm_rule", has_local_network=True),
    """
    CREATE TABLE alarm_contact (
        person_id uuid NOT NULL CONSTRAINT pk_alarm_contact PRIMARY KEY
            CONSTRAINT fk_alarm_contact_person_id REFERENCES person ON DELETE CASCADE,
        tenant_id uuid NOT NULL CONSTRAINT fk_alarm_contact_tenant_id REFERENCES tenant,
        phone text NOT NULL
    )
    """,
    *rls.enable("alarm_contact"),
    # What was raised is kept: an alarm is a fact, with who has seen it and when it was over.
    """
    CREATE TABLE alarm (
        id uuid NOT NULL CONSTRAINT pk_alarm PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_alarm_tenant_id REFERENCES tenant,
        local_network_id uuid CONSTRAINT fk_alarm_local_network_id REFERENCES local_network,
        rule_id uuid NOT NULL CONSTRAINT fk_alarm_rule_id REFERENCES alarm_rule,
        cell text NOT NULL,
        kind text NOT NULL,
        severity text NOT NULL,
        subject_kind text NOT NULL,
        subject_id text NOT NULL,
        subject jsonb NOT NULL,
        threshold integer NOT NULL,
        value double precision,
        raised_at timestamptz NOT NULL,
        acknowledged_at timestamptz,
        acknowledged_by uuid CONSTRAINT fk_alarm_acknowledged_by REFERENCES person,
        acknowledged_name text,
        note text NOT NULL DEFAULT '',
        cleared_at timestamptz
    )
    """,
    "CREATE INDEX ix_alarm_raised_at ON alarm (tenant_id, raised_at)",
    "CREATE UNIQUE INDEX uq_alarm_standing ON alarm (rule_id, subject_id, cell) WHERE cleared_at IS NULL",
    *rls.enable("alarm", has_local_network=True),
    """
    CREATE TABLE queue_switch (
        id uuid NOT NULL CONSTRAINT pk_queue_switch PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_queue_switch_tenant_id REFERENCES tenant,
        queue_id uuid NOT NULL CONSTRAINT fk_queue_switch_queue_id REFERENCES queue ON DELETE CASCADE,
        kind text NOT NULL,
        prompt text,
        to_queue_id uuid CONSTRAINT fk_queue_switch_to_queue_id REFERENCES queue ON DELETE CASCADE,
        set_at timestamptz NOT NULL,
        set_by uuid NOT NULL CONSTRAINT fk_queue_switch_set_by REFERENCES person,
        set_by_name text NOT NULL,
        until_at timestamptz,
        ended_at timestamptz,
        CONSTRAINT ck_queue_switch_kind CHECK (kind IN ('closed', 'notice', 'overflow', 'callback'))
    )
    """,
    "CREATE INDEX ix_queue_switch_tenant_id ON queue_switch (tenant_id)",
    "CREATE UNIQUE INDEX uq_queue_switch_on ON queue_switch (queue_id, kind) WHERE ended_at IS NULL",
    *rls.enable("queue_switch"),
    "ALTER TABLE person_role ADD COLUMN agent_group_ids uuid[]",
]


def upgrade() -> None:
    """Create the tables of alarms, and of quick switches."""
    for statement in STATEMENTS:
        op.execute(statement)
