"""Figures: what calls were to queues and agents, and their sums by quarters of an hour."""

from alembic import op

from kefu.platform import rls

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

EDGES_S = (5, 8, 10, 15, 20, 30, 60, 90, 120, 180, 300, 600, 1200)
_QUEUE = (
    *("offered", "transferred_in", "overflowed_in", "returned", "waiting"),
    *("answered", "abandoned", "short_abandoned", "overflowed", "callback", "timed_out", "refused", "left_queue"),
    *("deflected", "failed", "requested", "requests_answered"),
    *(f"{kind}_{edge}" for kind in ("answered", "abandoned", "request") for edge in EDGES_S),
    *("ended_answered", "ended_abandoned", "ended_overflowed", "ended_callback", "ended_timed_out", "ended_other"),
)
_QUEUE_MS = ("answer_wait_ms", "abandon_wait_ms", "request_wait_ms", "longest_wait_ms")
_AGENT = (
    *("offers", "missed", "rejected", "answered", "dialled", "reached", "handled", "consultations", "holds"),
    "transfers",
)
_AGENT_MS = ("ring_ms", "talk_ms", "hold_ms", "wrap_ms", "longest_talk_ms")


def _columns(names: tuple[str, ...], kind: str) -> str:
    return "".join(f"{name} {kind} NOT NULL,\n" for name in names)


def _sums(span: str) -> list[str]:
    return [
        f"""
        CREATE TABLE queue_{span} (
            tenant_id uuid NOT NULL,
            starts_at timestamptz NOT NULL,
            queue_id uuid NOT NULL,
            local_network_id uuid,
            {_columns(_QUEUE, "integer")} {_columns(_QUEUE_MS, "bigint")}
            CONSTRAINT uq_queue_{span} UNIQUE NULLS NOT DISTINCT (tenant_id, queue_id, starts_at, local_network_id)
        )
        """,
        f"""
        CREATE TABLE agent_{span} (
            tenant_id uuid NOT NULL,
            starts_at timestamptz NOT NULL,
            agent_id uuid NOT NULL,
            queue_id uuid,
            direction text NOT NULL,
            local_network_id uuid,
            {_columns(_AGENT, "integer")} {_columns(_AGENT_MS, "bigint")}
            CONSTRAINT uq_agent_{span} UNIQUE NULLS NOT DISTINCT (tenant_id, agent_id, starts_at, queue_id, direction)
        )
        """,
        f"""
        CREATE TABLE agent_time_{span} (
            tenant_id uuid NOT NULL,
            starts_at timestamptz NOT NULL,
            agent_id uuid NOT NULL,
            state text NOT NULL,
            reason text NOT NULL,
            local_network_id uuid,
            ms bigint NOT NULL,
            CONSTRAINT pk_agent_time_{span} PRIMARY KEY (tenant_id, agent_id, starts_at, state, reason)
        )
        """,
        f"CREATE INDEX ix_queue_{span} ON queue_{span} (tenant_id, starts_at)",
        f"CREATE INDEX ix_agent_{span} ON agent_{span} (tenant_id, starts_at)",
        f"CREATE INDEX ix_agent_time_{span} ON agent_time_{span} (tenant_id, starts_at)",
    ]


STATEMENTS = [
    """
    CREATE TABLE queue_stay (
        call_id uuid NOT NULL,
        number smallint NOT NULL,
        tenant_id uuid NOT NULL,
        local_network_id uuid,
        queue_id uuid NOT NULL,
        entry text NOT NULL,
        entered_at timestamptz NOT NULL,
        exit text,
        ended_at timestamptz,
        agent_id uuid,
        is_short boolean NOT NULL,
        requested_at timestamptz,
        reached_at timestamptz,
        CONSTRAINT pk_queue_stay PRIMARY KEY (call_id, number, entered_at)
    ) PARTITION BY RANGE (entered_at)
    """,
    "CREATE INDEX ix_queue_stay_entered_at ON queue_stay (tenant_id, entered_at, queue_id)",
    "CREATE INDEX ix_queue_stay_ended_at ON queue_stay (tenant_id, ended_at, queue_id)",
    """
    CREATE TABLE agent_contact (
        call_id uuid NOT NULL,
        number smallint NOT NULL,
        tenant_id uuid NOT NULL,
        local_network_id uuid,
        agent_id uuid NOT NULL,
        queue_id uuid,
        direction text NOT NULL,
        is_own boolean NOT NULL,
        is_consultation boolean NOT NULL,
        started_at timestamptz NOT NULL,
        outcome text,
        answered_at timestamptz,
        ended_at timestamptz,
        wrapped_at timestamptz,
        talk_ms bigint NOT NULL,
        hold_ms bigint NOT NULL,
        wrap_ms bigint NOT NULL,
        holds smallint NOT NULL,
        is_transferred boolean NOT NULL,
        CONSTRAINT pk_agent_contact PRIMARY KEY (call_id, number, started_at)
    ) PARTITION BY RANGE (started_at)
    """,
    "CREATE INDEX ix_agent_contact_started_at ON agent_contact (tenant_id, started_at, agent_id)",
    "CREATE INDEX ix_agent_contact_answered_at ON agent_contact (tenant_id, answered_at, agent_id)",
    "CREATE INDEX ix_agent_contact_wrapped_at ON agent_contact (tenant_id, wrapped_at, agent_id)",
    # by quarters of an hour, and the same by days of the operator's clock: whoever asks for a year reads days
    *(statement for span in ("interval", "day") for statement in _sums(span)),
    *(
        statement
        for table in (
            *("queue_stay", "agent_contact", "queue_interval", "agent_interval", "agent_time_interval"),
            *("queue_day", "agent_day", "agent_time_day"),
        )
        for statement in rls.enable(table, has_local_network=True)
    ),
    # What has been told since the figures were last made. Written by triggers: no fact can be added without it, by
    # whichever way; read by one worker, who takes no more away than he has seen.
    """
    CREATE TABLE figure_backlog (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_figure_backlog PRIMARY KEY,
        tenant_id uuid NOT NULL,
        call_id uuid,
        agent_id uuid,
        since timestamptz NOT NULL,
        until timestamptz NOT NULL
    )
    """,
    *rls.enable("figure_backlog"),
    f"CREATE POLICY worker ON figure_backlog FOR SELECT TO {rls.OWNER_ROLE} USING (true)",
    f"GRANT USAGE ON SEQUENCE figure_backlog_id_seq TO {rls.APP_ROLE}",
    """
    CREATE FUNCTION kefu_figures_wanted() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public
    BEGIN ATOMIC
        WITH RECURSIVE each AS (
            SELECT min(tenant_id::text)::uuid AS tenant_id FROM figure_backlog
            UNION ALL
            SELECT (SELECT min(b.tenant_id::text)::uuid FROM figure_backlog AS b WHERE b.tenant_id > each.tenant_id)
            FROM each WHERE each.tenant_id IS NOT NULL)
        SELECT tenant_id FROM each WHERE tenant_id IS NOT NULL;
    END
    """,
    "REVOKE ALL ON FUNCTION kefu_figures_wanted() FROM PUBLIC",
    f"GRANT EXECUTE ON FUNCTION kefu_figures_wanted() TO {rls.APP_ROLE}",
    """
    CREATE FUNCTION kefu_note_call_facts() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO figure_backlog (tenant_id, call_id, since, until)
        SELECT tenant_id, call_id, min(at), max(at) FROM added GROUP BY tenant_id, call_id;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER figures AFTER INSERT ON call_event REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION kefu_note_call_facts()
    """,
    """
    CREATE FUNCTION kefu_note_agent_states() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO figure_backlog (tenant_id, agent_id, since, until)
        SELECT tenant_id, agent_id, min(started_at), max(ended_at) FROM added GROUP BY tenant_id, agent_id;
        INSERT INTO figure_backlog (tenant_id, call_id, since, until)
        SELECT DISTINCT tenant_id, call_id, started_at, ended_at FROM added
        WHERE state = 'working_after_call' AND call_id IS NOT NULL;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER figures AFTER INSERT ON agent_state_interval REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION kefu_note_agent_states()
    """,
    """
    CREATE INDEX ix_agent_state_interval_wrap_up ON agent_state_interval (call_id)
        WHERE state = 'working_after_call' AND call_id IS NOT NULL
    """,
    "CREATE INDEX ix_call_record_number ON call_record (tenant_id, number, started_at)",
    """
    CREATE TABLE attended_call (
        call_id uuid NOT NULL CONSTRAINT pk_attended_call PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_attended_call_tenant_id REFERENCES tenant,
        local_network_id uuid CONSTRAINT fk_attended_call_local_network_id REFERENCES local_network,
        person_id uuid NOT NULL CONSTRAINT fk_attended_call_person_id REFERENCES person,
        at timestamptz NOT NULL,
        note text NOT NULL
    )
    """,
    *rls.enable("attended_call", has_local_network=True),
    """
    CREATE FUNCTION kefu_figures_month(month date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public AS $$
    DECLARE
        first timestamptz := date_trunc('month', month)::timestamp AT TIME ZONE 'UTC';
        next timestamptz := (date_trunc('month', month) + interval '1 month')::timestamp AT TIME ZONE 'UTC';
        parent text;
    BEGIN
        FOREACH parent IN ARRAY ARRAY['queue_stay', 'agent_contact'] LOOP
            IF to_regclass(parent || to_char(month, '_YYYY_MM')) IS NULL THEN
                EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
                               parent || to_char(month, '_YYYY_MM'), parent, first, next);
            END IF;
        END LOOP;
    END $$
    """,
    "REVOKE ALL ON FUNCTION kefu_figures_month(date) FROM PUBLIC",
    f"GRANT EXECUTE ON FUNCTION kefu_figures_month(date) TO {rls.APP_ROLE}",
]


def upgrade() -> None:
    """Create the tables of figures, and the triggers that say what has to be counted anew."""
    for statement in STATEMENTS:
        op.execute(statement)
