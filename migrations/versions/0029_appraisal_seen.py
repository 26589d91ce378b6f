"""Who has looked at which scorecard."""

from alembic import op

from kefu.platform import rls

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

STATEMENTS = [
    """
    CREATE TABLE appraisal_seen (
        person_id uuid NOT NULL CONSTRAINT fk_appraisal_seen_person_id REFERENCES person,
        card_id uuid NOT NULL CONSTRAINT fk_appraisal_seen_card_id REFERENCES appraisal_card,
        tenant_id uuid NOT NULL CONSTRAINT fk_appraisal_seen_tenant_id REFERENCES tenant,
        seen_at timestamptz NOT NULL,
        CONSTRAINT pk_appraisal_seen PRIMARY KEY (person_id, card_id)
    )
    """,
    *rls.enable("appraisal_seen"),
    # every desk asks for its team's twice a minute
    "CREATE INDEX ix_appraisal_card_group_id ON appraisal_card (group_id) WHERE agent_id IS NULL",
]


def upgrade() -> None:
    """Create the table of what was looked at."""
    for statement in STATEMENTS:
        op.execute(statement)
