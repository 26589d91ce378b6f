"""People have a mail address; letters have attachments."""

from alembic import op

from kefu.platform import rls

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

STATEMENTS = [
    "ALTER TABLE person ADD COLUMN mail text",
    """
    CREATE TABLE letter_content (
        id uuid NOT NULL CONSTRAINT pk_letter_content PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_letter_content_tenant_id REFERENCES tenant,
        content bytea NOT NULL
    )
    """,
    *rls.enable("letter_content"),
]


def upgrade() -> None:
    """Add the people's addresses and the table of what attachments hold."""
    for statement in STATEMENTS:
        op.execute(statement)
