"""A queue may ring at several phones at once."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

STATEMENTS = [
    """
    ALTER TABLE queue
        DROP CONSTRAINT ck_queue_strategy,
        ADD CONSTRAINT ck_queue_strategy
            CHECK (strategy IN ('longest_idle', 'least_occupied', 'most_skilled', 'round_robin', 'ring_group'))
    """,
]


def upgrade() -> None:
    """Allow the strategy."""
    for statement in STATEMENTS:
        op.execute(statement)
