"""Tenants, local networks, sites, people, roles, sessions, audit; the walls between tenants."""

from alembic import op

from kefu.platform import rls

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# What every wall and every append-only table stands on.
FUNCTIONS = [
    """
    CREATE FUNCTION kefu_tenant_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('kefu.tenant_id', true), '')::uuid
    """,
    """
    CREATE FUNCTION kefu_sees_all_networks() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(current_setting('kefu.local_network_ids', true) = '*', false)
    """,
    """
    CREATE FUNCTION kefu_local_network_ids() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN kefu_sees_all_networks() THEN '{}'::uuid[]
                ELSE string_to_array(nullif(current_setting('kefu.local_network_ids', true), ''), ',')::uuid[] END
    """,
    """
    CREATE FUNCTION kefu_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END $$
    """,
]

TABLES = [
    """
    CREATE TABLE tenant (
        id uuid NOT NULL CONSTRAINT pk_tenant PRIMARY KEY,
        code text NOT NULL CONSTRAINT uq_tenant_code UNIQUE,
        name text NOT NULL,
        languages text[] NOT NULL,
        created_at timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE local_network (
        id uuid NOT NULL CONSTRAINT pk_local_network PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_local_network_tenant_id REFERENCES tenant,
        code text NOT NULL,
        name_zh text NOT NULL,
        name_en text NOT NULL,
        area_code text NOT NULL,
        parent_id uuid CONSTRAINT fk_local_network_parent_id REFERENCES local_network,
        CONSTRAINT uq_local_network_tenant_id_code UNIQUE (tenant_id, code)
    )
    """,
    """
    CREATE TABLE site (
        id uuid NOT NULL CONSTRAINT pk_site PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_site_tenant_id REFERENCES tenant,
        local_network_id uuid CONSTRAINT fk_site_local_network_id REFERENCES local_network,
        code text NOT NULL,
        name text NOT NULL,
        time_zone text NOT NULL,
        CONSTRAINT uq_site_tenant_id_code UNIQUE (tenant_id, code)
    )
    """,
    """
    CREATE TABLE agent_group (
        id uuid NOT NULL CONSTRAINT pk_agent_group PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_agent_group_tenant_id REFERENCES tenant,
        site_id uuid NOT NULL CONSTRAINT fk_agent_group_site_id REFERENCES site,
        name text NOT NULL,
        CONSTRAINT uq_agent_group_tenant_id_site_id_name UNIQUE (tenant_id, site_id, name)
    )
    """,
    """
    CREATE TABLE person (
        id uuid NOT NULL CONSTRAINT pk_person PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_person_tenant_id REFERENCES tenant,
        login text NOT NULL,
        name text NOT NULL,
        password_hash text NOT NULL,
        is_active boolean NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT uq_person_tenant_id_login UNIQUE (tenant_id, login)
    )
    """,
    """
    CREATE TABLE role (
        id uuid NOT NULL CONSTRAINT pk_role PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_role_tenant_id REFERENCES tenant,
        code text NOT NULL,
        name text NOT NULL,
        permissions text[] NOT NULL,
        CONSTRAINT uq_role_tenant_id_code UNIQUE (tenant_id, code)
    )
    """,
    """
    CREATE TABLE person_role (
        tenant_id uuid NOT NULL CONSTRAINT fk_person_role_tenant_id REFERENCES tenant,
        person_id uuid NOT NULL CONSTRAINT fk_person_role_person_id REFERENCES person ON DELETE CASCADE,
        role_id uuid NOT NULL CONSTRAINT fk_person_role_role_id REFERENCES role,
        local_network_ids uuid[],
        CONSTRAINT pk_person_role PRIMARY KEY (person_id, role_id)
    )
    """,
    """
    CREATE TABLE agent (
        id uuid NOT NULL CONSTRAINT pk_agent PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_agent_tenant_id REFERENCES tenant,
        person_id uuid NOT NULL CONSTRAINT fk_agent_person_id REFERENCES person,
        group_id uuid NOT NULL CONSTRAINT fk_agent_group_id REFERENCES agent_group,
        number text NOT NULL,
        device_kind text NOT NULL CONSTRAINT ck_agent_device_kind CHECK (device_kind IN ('web_phone', 'sip_phone')),
        recording_policy text NOT NULL
            CONSTRAINT ck_agent_recording_policy CHECK (recording_policy IN ('by_queue', 'always', 'never')),
        CONSTRAINT uq_agent_tenant_id_number UNIQUE (tenant_id, number),
        CONSTRAINT uq_agent_tenant_id_person_id UNIQUE (tenant_id, person_id)
    )
    """,
    """
    CREATE TABLE session (
        id uuid NOT NULL CONSTRAINT pk_session PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_session_tenant_id REFERENCES tenant,
        person_id uuid NOT NULL CONSTRAINT fk_session_person_id REFERENCES person ON DELETE CASCADE,
        token_hash bytea NOT NULL CONSTRAINT uq_session_token_hash UNIQUE,
        created_at timestamptz NOT NULL,
        last_seen_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX ix_session_person_id ON session (person_id)",
    """
    CREATE TABLE realtime_ticket (
        tenant_id uuid NOT NULL CONSTRAINT fk_realtime_ticket_tenant_id REFERENCES tenant,
        ticket_hash bytea NOT NULL CONSTRAINT pk_realtime_ticket PRIMARY KEY,
        session_id uuid NOT NULL CONSTRAINT fk_realtime_ticket_session_id REFERENCES session ON DELETE CASCADE,
        expires_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX ix_realtime_ticket_session_id ON realtime_ticket (session_id)",
    """
    CREATE TABLE login_throttle (
        key bytea NOT NULL CONSTRAINT pk_login_throttle PRIMARY KEY,
        attempts integer NOT NULL,
        window_ends_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX ix_login_throttle_window_ends_at ON login_throttle (window_ends_at)",
    """
    CREATE TABLE audit_entry (
        id uuid NOT NULL CONSTRAINT pk_audit_entry PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_audit_entry_tenant_id REFERENCES tenant,
        seq bigint NOT NULL,
        at timestamptz NOT NULL,
        actor_id uuid,
        actor_name text NOT NULL,
        action text NOT NULL,
        subject_kind text NOT NULL,
        subject_id text NOT NULL,
        detail jsonb NOT NULL,
        previous_hash bytea NOT NULL,
        hash bytea NOT NULL,
        CONSTRAINT uq_audit_entry_tenant_id_seq UNIQUE (tenant_id, seq)
    )
    """,
    "CREATE INDEX ix_audit_entry_tenant_id_at ON audit_entry (tenant_id, at)",
]

WALLED = ["local_network", "agent_group", "person", "role", "person_role", "agent", "session", "realtime_ticket"]

# The trigger, not the application, numbers and chains the entries: nobody who may insert can forge the chain.
# READ COMMITTED gives the second statement a snapshot taken after the lock was granted.
AUDIT_CHAIN = [
    """
    CREATE FUNCTION kefu_audit_hash(entry audit_entry) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
    RETURN sha256(entry.previous_hash || convert_to(jsonb_build_array(
        entry.id, entry.tenant_id, entry.seq, extract(epoch FROM entry.at), entry.actor_id, entry.actor_name,
        entry.action, entry.subject_kind, entry.subject_id, entry.detail)::text, 'UTF8'))
    """,
    """
    CREATE FUNCTION kefu_audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_advisory_xact_lock(hashtextextended('audit ' || NEW.tenant_id, 0));
        SELECT seq + 1, hash INTO NEW.seq, NEW.previous_hash
            FROM audit_entry WHERE tenant_id = NEW.tenant_id ORDER BY seq DESC LIMIT 1;
        IF NOT FOUND THEN
            NEW.seq := 1;
            NEW.previous_hash := '';
        END IF;
        NEW.hash := kefu_audit_hash(NEW);
        RETURN NEW;
    END $$
    """,
    "CREATE TRIGGER chain BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION kefu_audit_chain()",
]

# Before log-in nobody has a scope: these two functions are all that can be asked about tenants then.
DIRECTORY = [
    f"CREATE POLICY directory ON tenant FOR SELECT TO {rls.OWNER_ROLE} USING (true)",
    """
    CREATE FUNCTION kefu_find_tenant(wanted_code text) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    RETURN (SELECT CASE WHEN count(*) = 1 THEN min(id::text)::uuid END
            FROM tenant WHERE wanted_code IS NULL OR code = wanted_code)
    """,
    """
    CREATE FUNCTION kefu_list_tenants() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    BEGIN ATOMIC SELECT id FROM tenant ORDER BY id; END
    """,
]


def upgrade() -> None:
    """Create the ground floor."""
    walls = [statement for table in WALLED for statement in rls.enable(table)]
    walls += rls.enable("tenant", tenant_column="id")
    walls += rls.enable("site", has_local_network=True)
    walls += rls.enable("audit_entry", is_append_only=True)
    grants = [f"GRANT SELECT, INSERT, UPDATE, DELETE ON login_throttle TO {rls.APP_ROLE}"]
    for statement in FUNCTIONS + TABLES + walls + grants + AUDIT_CHAIN + DIRECTORY:
        op.execute(statement)
