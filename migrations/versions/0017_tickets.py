"""Tickets, departments, drafts of acceptance."""

from alembic import op

from kefu.platform import rls

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

SETTINGS = [
    # One code, one department in each local network; one without a network answers where there is none.
    """
    CREATE TABLE department (
        id uuid NOT NULL CONSTRAINT pk_department PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_department_tenant_id REFERENCES tenant,
        local_network_id uuid CONSTRAINT fk_department_local_network_id REFERENCES local_network,
        code text NOT NULL,
        name_zh text NOT NULL,
        name_en text NOT NULL,
        ladder jsonb NOT NULL,
        is_active boolean NOT NULL,
        version integer NOT NULL,
        CONSTRAINT uq_department_tenant_id_code_local_network_id
            UNIQUE NULLS NOT DISTINCT (tenant_id, code, local_network_id)
    )
    """,
    """
    CREATE TABLE department_member (
        tenant_id uuid NOT NULL CONSTRAINT fk_department_member_tenant_id REFERENCES tenant,
        department_id uuid NOT NULL
            CONSTRAINT fk_department_member_department_id REFERENCES department ON DELETE CASCADE,
        person_id uuid NOT NULL CONSTRAINT fk_department_member_person_id REFERENCES person,
        level integer NOT NULL CONSTRAINT ck_department_member_level CHECK (level >= 0),
        CONSTRAINT pk_department_member PRIMARY KEY (department_id, person_id)
    )
    """,
    "CREATE INDEX ix_department_member_person_id ON department_member (person_id)",
    """
    CREATE TABLE ticket_category (
        tenant_id uuid NOT NULL CONSTRAINT fk_ticket_category_tenant_id REFERENCES tenant,
        code text NOT NULL,
        kind text NOT NULL,
        parent_code text,
        name_zh text NOT NULL,
        name_en text NOT NULL,
        form_code text,
        department_code text,
        severity text NOT NULL CONSTRAINT ck_ticket_category_severity CHECK (severity IN ('urgent', 'ordinary')),
        work_order_type text,
        limit_h integer NOT NULL CONSTRAINT ck_ticket_category_limit_h CHECK (limit_h > 0),
        first_answer_h integer,
        calendar_id uuid CONSTRAINT fk_ticket_category_calendar_id REFERENCES calendar,
        position integer NOT NULL,
        is_active boolean NOT NULL,
        version integer NOT NULL,
        CONSTRAINT pk_ticket_category PRIMARY KEY (tenant_id, code),
        CONSTRAINT fk_ticket_category_tenant_id_parent_code
            FOREIGN KEY (tenant_id, parent_code) REFERENCES ticket_category
    )
    """,
    """
    CREATE TABLE ticket_regulator (
        tenant_id uuid NOT NULL CONSTRAINT fk_ticket_regulator_tenant_id REFERENCES tenant,
        code text NOT NULL,
        name_zh text NOT NULL,
        name_en text NOT NULL,
        limit_h integer,
        position integer NOT NULL,
        is_active boolean NOT NULL,
        version integer NOT NULL,
        CONSTRAINT pk_ticket_regulator PRIMARY KEY (tenant_id, code)
    )
    """,
    """
    CREATE TABLE ticket_lifecycle (
        tenant_id uuid NOT NULL CONSTRAINT fk_ticket_lifecycle_tenant_id REFERENCES tenant,
        kind text NOT NULL,
        lifecycle jsonb NOT NULL,
        version integer NOT NULL,
        CONSTRAINT pk_ticket_lifecycle PRIMARY KEY (tenant_id, kind)
    )
    """,
]

TICKETS = [
    """
    CREATE TABLE ticket (
        id uuid NOT NULL CONSTRAINT pk_ticket PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_ticket_tenant_id REFERENCES tenant,
        local_network_id uuid CONSTRAINT fk_ticket_local_network_id REFERENCES local_network,
        ticket_no text NOT NULL,
        key text NOT NULL,
        kind text NOT NULL CONSTRAINT ck_ticket_kind
            CHECK (kind IN ('report', 'complaint', 'enquiry', 'consultation')),
        category_code text NOT NULL,
        severity text NOT NULL CONSTRAINT ck_ticket_severity CHECK (severity IN ('urgent', 'ordinary')),
        first_responsible_id uuid NOT NULL CONSTRAINT fk_ticket_first_responsible_id REFERENCES person,
        accepted_at timestamptz NOT NULL,
        customer_id uuid,
        caller_name text NOT NULL,
        caller_number text NOT NULL,
        origin text NOT NULL,
        call_id uuid,
        interaction_id uuid,
        place_id uuid,
        address text NOT NULL,
        district_path text NOT NULL,
        product_id uuid,
        resource text NOT NULL,
        form_code text,
        form_version integer,
        answers jsonb NOT NULL,
        description text NOT NULL,
        reply_by text NOT NULL,
        reply_to text NOT NULL,
        repeat_of uuid CONSTRAINT fk_ticket_repeat_of REFERENCES ticket,
        about_order_id uuid,
        survey_case_id uuid,
        regulator_code text,
        regulator_case_no text NOT NULL,
        regulator_received_on date,
        regulator_due_at timestamptz,
        work_order_type text,
        work_order_id uuid,
        is_order_open boolean NOT NULL,
        limit_h integer NOT NULL,
        calendar_id uuid CONSTRAINT fk_ticket_calendar_id REFERENCES calendar,
        state text NOT NULL,
        is_final boolean NOT NULL,
        version integer NOT NULL,
        department_id uuid CONSTRAINT fk_ticket_department_id REFERENCES department,
        handler_id uuid CONSTRAINT fk_ticket_handler_id REFERENCES person,
        due_at timestamptz NOT NULL,
        first_answer_due_at timestamptz,
        first_answer_at timestamptz,
        answered_at timestamptz,
        closed_at timestamptz,
        is_settled_now boolean NOT NULL,
        is_satisfied boolean,
        is_unanswered boolean NOT NULL,
        is_call_pending boolean NOT NULL,
        is_reply_lost boolean NOT NULL,
        level integer NOT NULL,
        stay integer NOT NULL,
        reopened_count integer NOT NULL,
        watcher_ids uuid[] NOT NULL,
        watcher_permissions text[] NOT NULL,
        CONSTRAINT uq_ticket_tenant_id_ticket_no UNIQUE (tenant_id, ticket_no),
        CONSTRAINT uq_ticket_tenant_id_key UNIQUE (tenant_id, key),
        CONSTRAINT fk_ticket_tenant_id_category_code FOREIGN KEY (tenant_id, category_code) REFERENCES ticket_category
    )
    """,
    # Most tickets are closed: what asks for the open ones reads small indexes.
    "CREATE INDEX ix_ticket_tenant_id_id ON ticket (tenant_id, id)",
    "CREATE INDEX ix_ticket_customer_id ON ticket (customer_id, id)",
    "CREATE INDEX ix_ticket_open_due_at ON ticket (tenant_id, due_at, id) WHERE NOT is_final",
    "CREATE INDEX ix_ticket_open_address ON ticket (tenant_id, address) WHERE NOT is_final AND address <> ''",
    """
    CREATE INDEX ix_ticket_open_district ON ticket (tenant_id, district_path, category_code)
        WHERE NOT is_final AND district_path <> ''
    """,
    "CREATE INDEX ix_ticket_open_first_responsible_id ON ticket (first_responsible_id) WHERE NOT is_final",
    "CREATE INDEX ix_ticket_open_handler_id ON ticket (handler_id) WHERE NOT is_final",
    "CREATE INDEX ix_ticket_open_department_id ON ticket (department_id) WHERE NOT is_final",
    # Operators of arrays are not leakproof, so no index on the watchers themselves would serve behind the wall.
    "CREATE INDEX ix_ticket_climbed ON ticket (tenant_id) WHERE level > 0 AND NOT is_final AND answered_at IS NULL",
    "CREATE INDEX ix_ticket_work_order_id ON ticket (work_order_id) WHERE work_order_id IS NOT NULL",
    """
    CREATE TABLE ticket_event (
        id uuid NOT NULL CONSTRAINT pk_ticket_event PRIMARY KEY,
        tenant_id uuid NOT NULL,
        local_network_id uuid,
        ticket_id uuid NOT NULL CONSTRAINT fk_ticket_event_ticket_id REFERENCES ticket,
        at timestamptz NOT NULL,
        person_id uuid,
        action text NOT NULL,
        from_state text NOT NULL,
        to_state text NOT NULL,
        key text NOT NULL,
        detail jsonb NOT NULL,
        CONSTRAINT uq_ticket_event_ticket_id_key UNIQUE (ticket_id, key)
    )
    """,
    """
    CREATE TABLE ticket_reply (
        id uuid NOT NULL CONSTRAINT pk_ticket_reply PRIMARY KEY,
        tenant_id uuid NOT NULL,
        local_network_id uuid,
        ticket_id uuid NOT NULL CONSTRAINT fk_ticket_reply_ticket_id REFERENCES ticket,
        person_id uuid,
        "by" text NOT NULL,
        recipient text NOT NULL,
        text text NOT NULL,
        state text NOT NULL CONSTRAINT ck_ticket_reply_state CHECK (state IN ('pending', 'sent', 'given', 'failed')),
        at timestamptz NOT NULL,
        done_at timestamptz,
        attempts integer NOT NULL
    )
    """,
    "CREATE INDEX ix_ticket_reply_ticket_id ON ticket_reply (ticket_id, id)",
    """
    CREATE TABLE ticket_draft (
        tenant_id uuid NOT NULL CONSTRAINT fk_ticket_draft_tenant_id REFERENCES tenant,
        person_id uuid NOT NULL CONSTRAINT fk_ticket_draft_person_id REFERENCES person ON DELETE CASCADE,
        slot text NOT NULL,
        version integer NOT NULL,
        content jsonb NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT pk_ticket_draft PRIMARY KEY (person_id, slot)
    )
    """,
]

STATEMENTS: list[str] = [
    *SETTINGS,
    *TICKETS,
    *rls.enable("department", has_local_network=True),
    *rls.enable("department_member"),
    *rls.enable("ticket_category"),
    *rls.enable("ticket_regulator"),
    *rls.enable("ticket_lifecycle"),
    *rls.enable("ticket", has_local_network=True),
    *rls.enable("ticket_event", has_local_network=True, is_append_only=True),
    *rls.enable("ticket_reply", has_local_network=True),
    *rls.enable("ticket_draft"),
]


def upgrade() -> None:
    """Create the tables behind the tenant's wall."""
    for statement in STATEMENTS:
        op.execute(statement)
