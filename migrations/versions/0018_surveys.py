"""Callback surveys: groups, cases, attempts."""

from alembic import op

from kefu.platform import rls

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

STATEMENTS = [
    """
    CREATE TABLE survey_group (
        id uuid NOT NULL CONSTRAINT pk_survey_group PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_survey_group_tenant_id REFERENCES tenant,
        code text NOT NULL,
        name_zh text NOT NULL,
        name_en text NOT NULL,
        form_code text NOT NULL,
        calendar_id uuid NOT NULL CONSTRAINT fk_survey_group_calendar_id REFERENCES calendar,
        sources jsonb NOT NULL,
        script jsonb NOT NULL,
        is_active boolean NOT NULL,
        attempts_max smallint NOT NULL,
        retry_after_min smallint[] NOT NULL,
        import_at text NOT NULL,
        days_back smallint NOT NULL,
        sample_pct smallint NOT NULL,
        quiet_days smallint NOT NULL,
        satisfied_pct smallint NOT NULL,
        version integer NOT NULL,
        last_import_at timestamptz,
        CONSTRAINT uq_survey_group_tenant_id_code UNIQUE (tenant_id, code)
    )
    """,
    *rls.enable("survey_group"),
    """
    CREATE TABLE survey_case (
        id uuid NOT NULL CONSTRAINT pk_survey_case PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_survey_case_tenant_id REFERENCES tenant,
        local_network_id uuid CONSTRAINT fk_survey_case_local_network_id REFERENCES local_network,
        group_id uuid NOT NULL CONSTRAINT fk_survey_case_group_id REFERENCES survey_group,
        source_kind text NOT NULL,
        source_id text NOT NULL,
        service text NOT NULL,
        customer_id uuid,
        name text NOT NULL,
        number text NOT NULL,
        language text NOT NULL,
        subject jsonb NOT NULL,
        state text NOT NULL CONSTRAINT ck_survey_case_state CHECK (state IN ('pending', 'dealt', 'done', 'given_up')),
        version integer NOT NULL,
        next_at timestamptz NOT NULL,
        attempts smallint NOT NULL,
        dealt_to uuid CONSTRAINT fk_survey_case_dealt_to REFERENCES person,
        dealt_until timestamptz,
        call_id uuid,
        dialled_at timestamptz,
        outcome text,
        created_at timestamptz NOT NULL,
        ended_at timestamptz,
        form_code text NOT NULL,
        form_version integer,
        answers jsonb NOT NULL,
        points integer NOT NULL,
        max_points integer NOT NULL,
        is_satisfied boolean,
        nps smallint,
        CONSTRAINT uq_survey_case_source UNIQUE (tenant_id, source_kind, source_id),
        CONSTRAINT ck_survey_case_dealt CHECK ((state = 'dealt') = (dealt_to IS NOT NULL)),
        CONSTRAINT ck_survey_case_ended CHECK ((state IN ('done', 'given_up')) = (ended_at IS NOT NULL))
    )
    """,
    "CREATE INDEX ix_survey_case_pending ON survey_case (group_id, next_at, id) WHERE state = 'pending'",
    "CREATE UNIQUE INDEX uq_survey_case_dealt_to ON survey_case (tenant_id, dealt_to) WHERE state = 'dealt'",
    "CREATE INDEX ix_survey_case_tenant_id_id ON survey_case (tenant_id, id DESC)",
    "CREATE INDEX ix_survey_case_number ON survey_case (tenant_id, number)",
    "CREATE INDEX ix_survey_case_customer_id ON survey_case (customer_id) WHERE customer_id IS NOT NULL",
    "CREATE INDEX ix_survey_case_ended_at ON survey_case (tenant_id, ended_at) WHERE ended_at IS NOT NULL",
    *rls.enable("survey_case", has_local_network=True),
    """
    CREATE TABLE survey_attempt (
        case_id uuid NOT NULL CONSTRAINT fk_survey_attempt_case_id REFERENCES survey_case,
        number smallint NOT NULL,
        tenant_id uuid NOT NULL,
        local_network_id uuid,
        person_id uuid NOT NULL,
        call_id uuid,
        dialled_at timestamptz NOT NULL,
        at timestamptz NOT NULL,
        outcome text NOT NULL,
        CONSTRAINT pk_survey_attempt PRIMARY KEY (case_id, number)
    )
    """,
    "CREATE INDEX ix_survey_attempt_later ON survey_attempt (person_id, at) WHERE outcome = 'later'",
    *rls.enable("survey_attempt", has_local_network=True, is_append_only=True),
]


def upgrade() -> None:
    """Create the tables behind the tenant's wall."""
    for statement in STATEMENTS:
        op.execute(statement)
