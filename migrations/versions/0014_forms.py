"""Forms as data, with drafts and versions."""

from alembic import op

from kefu.platform import rls

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

STATEMENTS: list[str] = [
    """
    CREATE TABLE form (
        id uuid NOT NULL CONSTRAINT pk_form PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_form_tenant_id REFERENCES tenant,
        code text NOT NULL,
        purpose text NOT NULL
            CONSTRAINT ck_form_purpose CHECK (purpose IN ('ticket', 'work_order', 'survey', 'quality')),
        name_zh text NOT NULL,
        name_en text NOT NULL,
        draft jsonb NOT NULL,
        version integer NOT NULL,
        live_version integer,
        changed_by uuid CONSTRAINT fk_form_changed_by REFERENCES person,
        changed_at timestamptz NOT NULL,
        archived_at timestamptz,
        CONSTRAINT uq_form_tenant_id_code UNIQUE (tenant_id, code)
    )
    """,
    """
    CREATE TABLE form_version (
        form_id uuid NOT NULL CONSTRAINT fk_form_version_form_id REFERENCES form,
        version integer NOT NULL CONSTRAINT ck_form_version_version CHECK (version > 0),
        tenant_id uuid NOT NULL CONSTRAINT fk_form_version_tenant_id REFERENCES tenant,
        definition jsonb NOT NULL,
        note text NOT NULL,
        published_by uuid CONSTRAINT fk_form_version_published_by REFERENCES person,
        published_at timestamptz NOT NULL,
        CONSTRAINT pk_form_version PRIMARY KEY (form_id, version)
    )
    """,
    """
    ALTER TABLE form ADD CONSTRAINT fk_form_id_live_version
        FOREIGN KEY (id, live_version) REFERENCES form_version (form_id, version)
    """,
    *rls.enable("form"),
    *rls.enable("form_version", is_append_only=True),
]


def upgrade() -> None:
    """Create the tables behind the tenant's wall."""
    for statement in STATEMENTS:
        op.execute(statement)
