"""Jobs and timers: what is to be done later, once."""

from alembic import op

from kefu.platform import rls

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

STATEMENTS = [
    """
    CREATE TABLE job (
        id uuid NOT NULL CONSTRAINT pk_job PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_job_tenant_id REFERENCES tenant,
        kind text NOT NULL,
        key text NOT NULL,
        payload jsonb NOT NULL,
        run_at timestamptz NOT NULL,
        attempts integer NOT NULL DEFAULT 0,
        error text NOT NULL DEFAULT '',
        is_parked boolean NOT NULL DEFAULT false,
        CONSTRAINT uq_job_tenant_id_kind_key UNIQUE (tenant_id, kind, key)
    )
    """,
    "CREATE INDEX ix_job_run_at ON job (run_at) WHERE NOT is_parked",
    *rls.enable("job"),
    # The worker serves all tenants: it may ask what is due, and gets no more than that done without a tenant's scope.
    f"CREATE POLICY worker ON job TO {rls.OWNER_ROLE} USING (true) WITH CHECK (true)",
    """
    CREATE FUNCTION kefu_claim_jobs(at timestamptz, lease interval, most integer)
    RETURNS TABLE (id uuid, tenant_id uuid, kind text, key text, payload jsonb, attempts integer, due_at timestamptz,
                   leased_until timestamptz)
    LANGUAGE sql SECURITY DEFINER SET search_path = public
    BEGIN ATOMIC
        UPDATE job SET run_at = kefu_claim_jobs.at + lease, attempts = job.attempts + 1
        WHERE job.id IN (
            SELECT due.id FROM job AS due WHERE due.run_at <= kefu_claim_jobs.at AND NOT due.is_parked
            ORDER BY due.run_at LIMIT most FOR UPDATE SKIP LOCKED)
        RETURNING job.id, job.tenant_id, job.kind, job.key, job.payload, new.attempts, old.run_at, new.run_at;
    END
    """,
    "REVOKE ALL ON FUNCTION kefu_claim_jobs(timestamptz, interval, integer) FROM PUBLIC",
    f"GRANT EXECUTE ON FUNCTION kefu_claim_jobs(timestamptz, interval, integer) TO {rls.APP_ROLE}",
]


def upgrade() -> None:
    """Create the table behind the tenant's wall, and the worker's door through it."""
    for statement in STATEMENTS:
        op.execute(statement)
