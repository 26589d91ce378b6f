"""Scorecards: templates, months, cards, appeals; what is published cannot change."""

from alembic import op

from kefu.platform import rls

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

STATEMENTS = [
    """
    CREATE TABLE appraisal_template (
        id uuid NOT NULL CONSTRAINT pk_appraisal_template PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_appraisal_template_tenant_id REFERENCES tenant,
        name_zh text NOT NULL,
        name_en text NOT NULL,
        subject text NOT NULL,
        lines jsonb NOT NULL,
        is_active boolean NOT NULL,
        version integer NOT NULL,
        CONSTRAINT ck_appraisal_template_subject CHECK (subject IN ('agent', 'group'))
    )
    """,
    "CREATE INDEX ix_appraisal_template_tenant_id ON appraisal_template (tenant_id)",
    *rls.enable("appraisal_template"),
    """
    CREATE TABLE appraisal_month (
        id uuid NOT NULL CONSTRAINT pk_appraisal_month PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_appraisal_month_tenant_id REFERENCES tenant,
        template_id uuid NOT NULL CONSTRAINT fk_appraisal_month_template_id REFERENCES appraisal_template,
        template_version integer NOT NULL,
        name_zh text NOT NULL,
        name_en text NOT NULL,
        subject text NOT NULL,
        month date NOT NULL,
        measures jsonb NOT NULL,
        computed_at timestamptz NOT NULL,
        known_until timestamptz NOT NULL,
        published_at timestamptz,
        published_by uuid CONSTRAINT fk_appraisal_month_published_by REFERENCES person,
        published_name text,
        CONSTRAINT uq_appraisal_month_template_id_month UNIQUE (template_id, month)
    )
    """,
    *rls.enable("appraisal_month"),
    """
    CREATE TABLE appraisal_card (
        id uuid NOT NULL CONSTRAINT pk_appraisal_card PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_appraisal_card_tenant_id REFERENCES tenant,
        local_network_id uuid CONSTRAINT fk_appraisal_card_local_network_id REFERENCES local_network,
        month_id uuid NOT NULL CONSTRAINT fk_appraisal_card_month_id REFERENCES appraisal_month,
        agent_id uuid CONSTRAINT fk_appraisal_card_agent_id REFERENCES agent,
        group_id uuid NOT NULL CONSTRAINT fk_appraisal_card_group_id REFERENCES agent_group,
        name text NOT NULL,
        number text NOT NULL,
        group_name text NOT NULL,
        scored jsonb NOT NULL,
        points double precision,
        weight integer NOT NULL,
        published_at timestamptz
    )
    """,
    "CREATE INDEX ix_appraisal_card_month_id ON appraisal_card (month_id)",
    "CREATE INDEX ix_appraisal_card_agent_id ON appraisal_card (agent_id)",
    *rls.enable("appraisal_card", has_local_network=True),
    """
    CREATE TABLE appraisal_appeal (
        id uuid NOT NULL CONSTRAINT pk_appraisal_appeal PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_appraisal_appeal_tenant_id REFERENCES tenant,
        local_network_id uuid CONSTRAINT fk_appraisal_appeal_local_network_id REFERENCES local_network,
        card_id uuid NOT NULL CONSTRAINT fk_appraisal_appeal_card_id REFERENCES appraisal_card,
        text text NOT NULL,
        made_at timestamptz NOT NULL,
        state text NOT NULL,
        answer text NOT NULL,
        answered_by uuid CONSTRAINT fk_appraisal_appeal_answered_by REFERENCES person,
        answered_name text,
        answered_at timestamptz,
        corrections jsonb,
        points double precision,
        weight integer,
        CONSTRAINT uq_appraisal_appeal_card_id UNIQUE (card_id),
        CONSTRAINT ck_appraisal_appeal_state CHECK (state IN ('open', 'accepted', 'rejected'))
    )
    """,
    *rls.enable("appraisal_appeal", has_local_network=True),
    # People are paid by these: what was published stays, whoever asks the database.
    """
    CREATE FUNCTION kefu_refuse_published() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.published_at IS NOT NULL THEN
            RAISE EXCEPTION 'what is published does not change' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END $$
    """,
    *(
        f"CREATE TRIGGER published BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION kefu_refuse_published()"
        for table in ("appraisal_month", "appraisal_card")
    ),
]


def upgrade() -> None:
    """Create the tables of scorecards."""
    for statement in STATEMENTS:
        op.execute(statement)
