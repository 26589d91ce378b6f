"""Organisation and permissions in the browser: versions of what is edited, what is out of use, finding in the audit."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

EDITED = ("person", "role", "site", "agent_group", "not_ready_reason", "result_code")
RETIRED = ("not_ready_reason", "result_code")
FOUND_BY = ("actor_id", "subject_id")


def upgrade() -> None:
    """Count changes, so that nobody overwrites another's; let facts keep what they point to."""
    for table in EDITED:
        op.execute(f"ALTER TABLE {table} ADD COLUMN version integer NOT NULL DEFAULT 1")
    for table in RETIRED:
        op.execute(f"ALTER TABLE {table} ADD COLUMN is_active boolean NOT NULL DEFAULT true")
    for column in FOUND_BY:
        op.execute(f"CREATE INDEX ix_audit_entry_tenant_id_{column}_seq ON audit_entry (tenant_id, {column}, seq)")
