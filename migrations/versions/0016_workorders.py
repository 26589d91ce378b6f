"""Work orders: what an operator sets, areas and crews, orders and their history, outages; sessions in the field."""

from alembic import op

from kefu.platform import rls

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

TABLES = [
    """
    CREATE TABLE work_order_type (
        form_code text NOT NULL,
        lifecycle jsonb NOT NULL,
        tenant_id uuid NOT NULL,
        code text NOT NULL,
        name_zh text NOT NULL,
        name_en text NOT NULL,
        position integer NOT NULL,
        is_active boolean NOT NULL,
        version integer NOT NULL,
        CONSTRAINT pk_work_order_type PRIMARY KEY (tenant_id, code),
        CONSTRAINT fk_work_order_type_tenant_id FOREIGN KEY (tenant_id) REFERENCES tenant (id)
    )
    """,
    """
    CREATE TABLE work_order_severity (
        within_min integer NOT NULL,
        accept_within_min integer,
        calendar_id uuid,
        ladder jsonb NOT NULL,
        tenant_id uuid NOT NULL,
        code text NOT NULL,
        name_zh text NOT NULL,
        name_en text NOT NULL,
        position integer NOT NULL,
        is_active boolean NOT NULL,
        version integer NOT NULL,
        CONSTRAINT pk_work_order_severity PRIMARY KEY (tenant_id, code),
        CONSTRAINT fk_work_order_severity_calendar_id FOREIGN KEY (calendar_id) REFERENCES calendar (id),
        CONSTRAINT fk_work_order_severity_tenant_id FOREIGN KEY (tenant_id) REFERENCES tenant (id)
    )
    """,
    """
    CREATE TABLE work_order_choice (
        tenant_id uuid NOT NULL,
        kind text NOT NULL,
        code text NOT NULL,
        name_zh text NOT NULL,
        name_en text NOT NULL,
        position integer NOT NULL,
        is_active boolean NOT NULL,
        is_fixed boolean NOT NULL,
        version integer NOT NULL,
        CONSTRAINT pk_work_order_choice PRIMARY KEY (tenant_id, kind, code),
        CONSTRAINT fk_work_order_choice_tenant_id FOREIGN KEY (tenant_id) REFERENCES tenant (id)
    )
    """,
    """
    CREATE TABLE crew (
        id uuid NOT NULL,
        code text NOT NULL,
        name_zh text NOT NULL,
        name_en text NOT NULL,
        phone text NOT NULL,
        lead_id uuid,
        is_active boolean NOT NULL,
        version integer NOT NULL,
        local_network_id uuid,
        tenant_id uuid NOT NULL,
        CONSTRAINT pk_crew PRIMARY KEY (id),
        CONSTRAINT uq_crew_tenant_id_code UNIQUE (tenant_id, code),
        CONSTRAINT fk_crew_lead_id FOREIGN KEY (lead_id) REFERENCES person (id),
        CONSTRAINT fk_crew_local_network_id FOREIGN KEY (local_network_id) REFERENCES local_network (id),
        CONSTRAINT fk_crew_tenant_id FOREIGN KEY (tenant_id) REFERENCES tenant (id)
    )
    """,
    """
    CREATE TABLE crew_member (
        crew_id uuid NOT NULL,
        person_id uuid NOT NULL,
        phone text NOT NULL,
        skills text[] NOT NULL,
        is_active boolean NOT NULL,
        local_network_id uuid,
        tenant_id uuid NOT NULL,
        CONSTRAINT pk_crew_member PRIMARY KEY (crew_id, person_id),
        CONSTRAINT fk_crew_member_crew_id FOREIGN KEY (crew_id) REFERENCES crew (id) ON DELETE CASCADE,
        CONSTRAINT fk_crew_member_person_id FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT fk_crew_member_local_network_id FOREIGN KEY (local_network_id) REFERENCES local_network (id),
        CONSTRAINT fk_crew_member_tenant_id FOREIGN KEY (tenant_id) REFERENCES tenant (id)
    )
    """,
    """
    CREATE TABLE field_position (
        person_id uuid NOT NULL,
        lon double precision NOT NULL,
        lat double precision NOT NULL,
        accuracy_m double precision,
        at timestamptz NOT NULL,
        local_network_id uuid,
        tenant_id uuid NOT NULL,
        CONSTRAINT pk_field_position PRIMARY KEY (person_id),
        CONSTRAINT fk_field_position_person_id FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT fk_field_position_local_network_id FOREIGN KEY (local_network_id) REFERENCES local_network (id),
        CONSTRAINT fk_field_position_tenant_id FOREIGN KEY (tenant_id) REFERENCES tenant (id)
    )
    """,
    """
    CREATE TABLE service_area (
        id uuid NOT NULL,
        code text NOT NULL,
        name_zh text NOT NULL,
        name_en text NOT NULL,
        district_path text NOT NULL,
        address_fragments text[] NOT NULL,
        parent_id uuid,
        crew_id uuid,
        polygon jsonb,
        version integer NOT NULL,
        local_network_id uuid,
        tenant_id uuid NOT NULL,
        CONSTRAINT pk_service_area PRIMARY KEY (id),
        CONSTRAINT uq_service_area_tenant_id_code UNIQUE (tenant_id, code),
        CONSTRAINT fk_service_area_parent_id FOREIGN KEY (parent_id) REFERENCES service_area (id),
        CONSTRAINT fk_service_area_crew_id FOREIGN KEY (crew_id) REFERENCES crew (id),
        CONSTRAINT fk_service_area_local_network_id FOREIGN KEY (local_network_id) REFERENCES local_network (id),
        CONSTRAINT fk_service_area_tenant_id FOREIGN KEY (tenant_id) REFERENCES tenant (id)
    )
    """,
    """
    CREATE TABLE appointment_slot (
        id uuid NOT NULL,
        area_id uuid NOT NULL,
        weekdays smallint[] NOT NULL,
        begins text NOT NULL,
        ends text NOT NULL,
        time_zone text NOT NULL,
        capacity integer NOT NULL,
        is_active boolean NOT NULL,
        version integer NOT NULL,
        local_network_id uuid,
        tenant_id uuid NOT NULL,
        CONSTRAINT pk_appointment_slot PRIMARY KEY (id),
        CONSTRAINT fk_appointment_slot_area_id FOREIGN KEY (area_id) REFERENCES service_area (id),
        CONSTRAINT fk_appointment_slot_local_network_id FOREIGN KEY (local_network_id) REFERENCES local_network (id),
        CONSTRAINT fk_appointment_slot_tenant_id FOREIGN KEY (tenant_id) REFERENCES tenant (id)
    )
    """,
    """
    CREATE TABLE outage (
        id uuid NOT NULL,
        area_id uuid NOT NULL,
        text_zh text NOT NULL,
        text_en text NOT NULL,
        begins_at timestamptz NOT NULL,
        expected_until timestamptz,
        closed_at timestamptz,
        declared_by uuid,
        version integer NOT NULL,
        local_network_id uuid,
        tenant_id uuid NOT NULL,
        CONSTRAINT pk_outage PRIMARY KEY (id),
        CONSTRAINT fk_outage_area_id FOREIGN KEY (area_id) REFERENCES service_area (id),
        CONSTRAINT fk_outage_declared_by FOREIGN KEY (declared_by) REFERENCES person (id),
        CONSTRAINT fk_outage_local_network_id FOREIGN KEY (local_network_id) REFERENCES local_network (id),
        CONSTRAINT fk_outage_tenant_id FOREIGN KEY (tenant_id) REFERENCES tenant (id)
    )
    """,
    """
    CREATE TABLE work_order (
        id uuid NOT NULL,
        order_no text NOT NULL,
        type_code text NOT NULL,
        severity_code text NOT NULL,
        state text NOT NULL,
        is_final boolean NOT NULL,
        version integer NOT NULL,
        area_id uuid,
        crew_id uuid,
        person_id uuid,
        customer_id uuid,
        ticket_id uuid,
        product text NOT NULL,
        contact_name text NOT NULL,
        contact_phone text NOT NULL,
        address text NOT NULL,
        district_path text NOT NULL,
        address_key text NOT NULL,
        is_address_vague boolean NOT NULL,
        description text NOT NULL,
        repeat_of uuid,
        repeat_count integer NOT NULL,
        outage_id uuid,
        opened_at timestamptz NOT NULL,
        opened_by uuid,
        due_at timestamptz NOT NULL,
        assigned_at timestamptz,
        accepted_at timestamptz,
        set_out_at timestamptz,
        arrived_at timestamptz,
        suspended_at timestamptz,
        closed_at timestamptz,
        closed_by uuid,
        hastened_at timestamptz,
        hastened_count integer NOT NULL,
        overdue_level integer NOT NULL,
        is_unaccepted boolean NOT NULL,
        alarm_at timestamptz,
        appointment_slot_id uuid,
        appointment_on date,
        appointment_from timestamptz,
        appointment_to timestamptz,
        result_code text NOT NULL,
        cause_code text NOT NULL,
        is_fixed boolean,
        parts jsonb NOT NULL,
        form_version integer,
        answers jsonb NOT NULL,
        signature text NOT NULL,
        note text NOT NULL,
        reason text NOT NULL,
        merged_into uuid,
        reopened_count integer NOT NULL,
        key text,
        local_network_id uuid,
        tenant_id uuid NOT NULL,
        CONSTRAINT pk_work_order PRIMARY KEY (id),
        CONSTRAINT uq_work_order_tenant_id_order_no UNIQUE (tenant_id, order_no),
        CONSTRAINT fk_work_order_tenant_id_type_code FOREIGN KEY (tenant_id, type_code)
            REFERENCES work_order_type (tenant_id, code),
        CONSTRAINT fk_work_order_tenant_id_severity_code FOREIGN KEY (tenant_id, severity_code)
            REFERENCES work_order_severity (tenant_id, code),
        CONSTRAINT fk_work_order_area_id FOREIGN KEY (area_id) REFERENCES service_area (id),
        CONSTRAINT fk_work_order_crew_id FOREIGN KEY (crew_id) REFERENCES crew (id),
        CONSTRAINT fk_work_order_person_id FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT fk_work_order_appointment_slot_id FOREIGN KEY (appointment_slot_id) REFERENCES appointment_slot (id),
        CONSTRAINT fk_work_order_local_network_id FOREIGN KEY (local_network_id) REFERENCES local_network (id),
        CONSTRAINT fk_work_order_tenant_id FOREIGN KEY (tenant_id) REFERENCES tenant (id)
    )
    """,
    """
    CREATE TABLE work_order_event (
        id uuid NOT NULL,
        work_order_id uuid NOT NULL,
        version integer NOT NULL,
        key text NOT NULL,
        action text NOT NULL,
        from_state text NOT NULL,
        to_state text NOT NULL,
        at timestamptz NOT NULL,
        client_at timestamptz,
        actor_id uuid,
        actor_name text NOT NULL,
        via text NOT NULL,
        detail jsonb NOT NULL,
        local_network_id uuid,
        tenant_id uuid NOT NULL,
        CONSTRAINT pk_work_order_event PRIMARY KEY (id),
        CONSTRAINT uq_work_order_event_work_order_id_key UNIQUE (work_order_id, key),
        CONSTRAINT fk_work_order_event_work_order_id FOREIGN KEY (work_order_id) REFERENCES work_order (id),
        CONSTRAINT fk_work_order_event_local_network_id FOREIGN KEY (local_network_id) REFERENCES local_network (id),
        CONSTRAINT fk_work_order_event_tenant_id FOREIGN KEY (tenant_id) REFERENCES tenant (id)
    )
    """,
    """
    CREATE TABLE work_order_photo (
        work_order_id uuid NOT NULL,
        id uuid NOT NULL,
        media_type text NOT NULL,
        blob_key text NOT NULL,
        size_bytes integer NOT NULL,
        sha256 text NOT NULL,
        taken_by uuid NOT NULL,
        at timestamptz NOT NULL,
        local_network_id uuid,
        tenant_id uuid NOT NULL,
        CONSTRAINT pk_work_order_photo PRIMARY KEY (work_order_id, id),
        CONSTRAINT fk_work_order_photo_work_order_id FOREIGN KEY (work_order_id) REFERENCES work_order (id),
        CONSTRAINT fk_work_order_photo_local_network_id FOREIGN KEY (local_network_id) REFERENCES local_network (id),
        CONSTRAINT fk_work_order_photo_tenant_id FOREIGN KEY (tenant_id) REFERENCES tenant (id)
    )
    """,
    """
    CREATE TABLE field_conflict (
        id uuid NOT NULL,
        work_order_id uuid NOT NULL,
        key text NOT NULL,
        action text NOT NULL,
        code text NOT NULL,
        sent jsonb NOT NULL,
        client_at timestamptz,
        base_version integer NOT NULL,
        server_version integer NOT NULL,
        server_state text NOT NULL,
        person_id uuid NOT NULL,
        at timestamptz NOT NULL,
        resolved_at timestamptz,
        resolved_by uuid,
        resolution text NOT NULL,
        local_network_id uuid,
        tenant_id uuid NOT NULL,
        CONSTRAINT pk_field_conflict PRIMARY KEY (id),
        CONSTRAINT uq_field_conflict_work_order_id_key UNIQUE (work_order_id, key),
        CONSTRAINT fk_field_conflict_work_order_id FOREIGN KEY (work_order_id) REFERENCES work_order (id),
        CONSTRAINT fk_field_conflict_person_id FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT fk_field_conflict_local_network_id FOREIGN KEY (local_network_id) REFERENCES local_network (id),
        CONSTRAINT fk_field_conflict_tenant_id FOREIGN KEY (tenant_id) REFERENCES tenant (id)
    )
    """,
]

INDEXES = [
    "CREATE INDEX ix_crew_member_person_id ON crew_member (person_id)",
    "CREATE INDEX ix_service_area_tenant_id_district_path ON service_area (tenant_id, district_path)",
    "CREATE INDEX ix_appointment_slot_area_id ON appointment_slot (area_id)",
    "CREATE INDEX ix_outage_tenant_id_area_id ON outage (tenant_id, area_id) WHERE closed_at IS NULL",
    """
    CREATE INDEX ix_work_order_appointment ON work_order (appointment_slot_id, appointment_on)
        WHERE appointment_slot_id IS NOT NULL
    """,
    "CREATE INDEX ix_work_order_open_crew ON work_order (tenant_id, crew_id) WHERE NOT is_final",
    "CREATE INDEX ix_work_order_open_due ON work_order (tenant_id, due_at, id) WHERE NOT is_final",
    "CREATE INDEX ix_work_order_address ON work_order (tenant_id, address_key, opened_at) WHERE address_key <> ''",
    "CREATE INDEX ix_work_order_tenant_id_opened_at ON work_order (tenant_id, opened_at)",
    "CREATE INDEX ix_work_order_repeat_of ON work_order (repeat_of) WHERE repeat_of IS NOT NULL",
    "CREATE INDEX ix_work_order_merged_into ON work_order (merged_into) WHERE merged_into IS NOT NULL",
    "CREATE INDEX ix_work_order_closed_at ON work_order (tenant_id, closed_at) WHERE closed_at IS NOT NULL",
    "CREATE UNIQUE INDEX uq_work_order_key ON work_order (tenant_id, key) WHERE key IS NOT NULL",
    "CREATE INDEX ix_work_order_customer ON work_order (tenant_id, customer_id, opened_at)",
    "CREATE INDEX ix_field_conflict_open ON field_conflict (tenant_id, at) WHERE resolved_at IS NULL",
]

OF_TENANTS = ("work_order_type", "work_order_severity", "work_order_choice")
OF_NETWORKS = (
    "crew",
    "crew_member",
    "field_position",
    "service_area",
    "appointment_slot",
    "outage",
    "work_order",
    "work_order_photo",
    "field_conflict",
)

STATEMENTS = [
    *TABLES,
    *INDEXES,
    *(statement for table in OF_TENANTS for statement in rls.enable(table)),
    *(statement for table in OF_NETWORKS for statement in rls.enable(table, has_local_network=True)),
    *rls.enable("work_order_event", has_local_network=True, is_append_only=True),
    "ALTER TABLE session ADD kind text NOT NULL DEFAULT 'desk'",
    "ALTER TABLE session ADD CONSTRAINT ck_session_kind CHECK (kind IN ('desk', 'field'))",
]


def upgrade() -> None:
    """Create the tables behind the tenant's wall; let a session be one of the field."""
    for statement in STATEMENTS:
        op.execute(statement)
