"""Routing in depth: strategies, ageing, preferred skills and agents, recipes; an overflow becomes such a step."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STATEMENTS = [
    """
    ALTER TABLE queue
        ADD COLUMN strategy text NOT NULL DEFAULT 'longest_idle' CONSTRAINT ck_queue_strategy
            CHECK (strategy IN ('longest_idle', 'least_occupied', 'most_skilled', 'round_robin')),
        ADD COLUMN ageing_s integer CONSTRAINT ck_queue_ageing_s CHECK (ageing_s > 0),
        ADD COLUMN ring_no_answer_limit integer NOT NULL DEFAULT 1 CONSTRAINT ck_queue_ring_no_answer_limit
            CHECK (ring_no_answer_limit > 0),
        ADD COLUMN last_agent_s integer NOT NULL DEFAULT 0 CONSTRAINT ck_queue_last_agent_s CHECK (last_agent_s >= 0),
        ADD COLUMN recipe jsonb NOT NULL DEFAULT '[]'
    """,
    """
    UPDATE queue SET recipe = jsonb_build_array(
        jsonb_build_object('action', 'move', 'after_s', overflow_after_s, 'queue_id', overflow_queue_id)
    ) WHERE overflow_queue_id IS NOT NULL
    """,
    "ALTER TABLE queue DROP COLUMN overflow_queue_id, DROP COLUMN overflow_after_s",
    "ALTER TABLE queue_skill ADD COLUMN is_preferred boolean NOT NULL DEFAULT false",
]


def upgrade() -> None:
    """Add what queues can say, and move what they said."""
    for statement in STATEMENTS:
        op.execute(statement)
