"""Callback surveys: groups, cases, attempts."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

STATEMENTS: list[str] = []


def upgrade() -> None:
    """Create the tables behind the tenant's wall."""
    for statement in STATEMENTS:
        op.execute(statement)
