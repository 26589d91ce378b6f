"""Jobs and timers: what is to be done later, once."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

STATEMENTS: list[str] = []


def upgrade() -> None:
    """Create the tables behind the tenant's wall."""
    for statement in STATEMENTS:
        op.execute(statement)
