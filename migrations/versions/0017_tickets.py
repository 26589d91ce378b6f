"""Tickets, departments, drafts of acceptance."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

STATEMENTS: list[str] = []


def upgrade() -> None:
    """Create the tables behind the tenant's wall."""
    for statement in STATEMENTS:
        op.execute(statement)
