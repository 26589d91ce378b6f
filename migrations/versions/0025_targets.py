"""Targets: what figures shall reach, since which day, and who says so."""

from alembic import op

from kefu.platform import rls

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

STATEMENTS = [
    """
    CREATE TABLE figure_target (
        tenant_id uuid NOT NULL CONSTRAINT fk_figure_target_tenant_id REFERENCES tenant,
        topic text NOT NULL,
        since date NOT NULL,
        measure text NOT NULL,
        within_s integer,
        goal double precision NOT NULL,
        source text NOT NULL,
        set_by uuid NOT NULL CONSTRAINT fk_figure_target_set_by REFERENCES person,
        set_at timestamptz NOT NULL,
        CONSTRAINT pk_figure_target PRIMARY KEY (tenant_id, topic, since)
    )
    """,
    *rls.enable("figure_target"),
]


def upgrade() -> None:
    """Create the table of targets."""
    for statement in STATEMENTS:
        op.execute(statement)
