"""What agents are doing now: their time is known while it passes."""

from alembic import op

from kefu.platform import rls

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

STATEMENTS = [
    """
    CREATE TABLE agent_state (
        agent_id uuid NOT NULL CONSTRAINT pk_agent_state PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_agent_state_tenant_id REFERENCES tenant,
        local_network_id uuid,
        state text NOT NULL,
        reason text,
        since timestamptz NOT NULL
    ) WITH (fillfactor = 50)
    """,
    "CREATE INDEX ix_agent_state_tenant_id ON agent_state (tenant_id)",
    *rls.enable("agent_state", has_local_network=True),
]


def upgrade() -> None:
    """Create the table of agents' present states."""
    for statement in STATEMENTS:
        op.execute(statement)
