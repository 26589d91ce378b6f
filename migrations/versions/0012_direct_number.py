"""A number may lead straight to a queue, whose agents answer it."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

STATEMENTS = [
    # Numbers are the installation's: a carrier sends each of them to one place.
    "ALTER TABLE queue ADD COLUMN direct_number text CONSTRAINT uq_queue_direct_number UNIQUE",
]


def upgrade() -> None:
    """Add the number."""
    for statement in STATEMENTS:
        op.execute(statement)
