"""Levels of service have a priority, customers an account manager: an agent of the same tenant."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

STATEMENTS = [
    """
    ALTER TABLE customer_level
        ADD COLUMN priority integer NOT NULL DEFAULT 0
            CONSTRAINT ck_customer_level_priority CHECK (priority BETWEEN 0 AND 9),
        ADD COLUMN version integer NOT NULL DEFAULT 1
    """,
    # A foreign key does not look through the wall: the tenant is part of it.
    "ALTER TABLE agent ADD CONSTRAINT uq_agent_tenant_id_id UNIQUE (tenant_id, id)",
    """
    ALTER TABLE customer
        ADD COLUMN account_manager_agent_id uuid,
        ADD CONSTRAINT fk_customer_tenant_id_account_manager_agent_id
            FOREIGN KEY (tenant_id, account_manager_agent_id) REFERENCES agent (tenant_id, id)
    """,
]


def upgrade() -> None:
    """Add who is served before others, and by whom."""
    for statement in STATEMENTS:
        op.execute(statement)
