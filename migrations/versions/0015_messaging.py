"""Short messages: templates, outbox, receipts, replies."""

from alembic import op

from kefu.platform import rls

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

CLAIM = "kefu_claim_messages(text, uuid, timestamptz, interval, integer, boolean)"
FIND = "kefu_find_message_part(text, text, uuid, integer, text, integer)"
LAST = "kefu_last_message_to(text, text)"
WAITING = "kefu_messages_waiting(text, uuid)"

STATEMENTS = [
    """
    CREATE TABLE message_template (
        tenant_id uuid NOT NULL CONSTRAINT fk_message_template_tenant_id REFERENCES tenant,
        code text NOT NULL,
        name_zh text NOT NULL,
        name_en text NOT NULL,
        text_zh text NOT NULL,
        text_en text NOT NULL,
        version integer NOT NULL DEFAULT 1,
        CONSTRAINT pk_message_template PRIMARY KEY (tenant_id, code)
    )
    """,
    *rls.enable("message_template"),
    """
    CREATE TABLE message (
        id uuid NOT NULL CONSTRAINT pk_message PRIMARY KEY,
        seq bigint GENERATED ALWAYS AS IDENTITY,
        tenant_id uuid NOT NULL CONSTRAINT fk_message_tenant_id REFERENCES tenant,
        local_network_id uuid CONSTRAINT fk_message_local_network_id REFERENCES local_network,
        key text NOT NULL,
        to_number text NOT NULL,
        text text NOT NULL,
        part_count integer NOT NULL,
        purpose text NOT NULL,
        template_code text NOT NULL,
        subject_kind text NOT NULL,
        subject_id text NOT NULL,
        state text NOT NULL CONSTRAINT ck_message_state CHECK (state IN (
            'queued', 'sending', 'sent', 'delivered', 'undeliverable', 'expired', 'cancelled', 'unknown')),
        reason text NOT NULL DEFAULT '',
        gateway text NOT NULL DEFAULT '',
        attempts integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL,
        valid_until timestamptz NOT NULL,
        next_try_at timestamptz NOT NULL,
        sent_at timestamptz,
        ended_at timestamptz,
        CONSTRAINT uq_message_tenant_id_key UNIQUE (tenant_id, key)
    )
    """,
    "CREATE INDEX ix_message_waiting ON message (seq) WHERE state IN ('queued', 'sending')",
    "CREATE INDEX ix_message_valid_until ON message (valid_until) WHERE state IN ('queued', 'sending')",
    "CREATE INDEX ix_message_tenant_id_id ON message (tenant_id, id DESC)",
    """
    CREATE INDEX ix_message_trouble ON message (tenant_id, state, id DESC)
    WHERE state IN ('undeliverable', 'expired', 'unknown')
    """,
    "CREATE INDEX ix_message_to_number ON message (to_number, seq DESC)",
    "CREATE INDEX ix_message_subject ON message (tenant_id, subject_kind, subject_id) WHERE subject_id <> ''",
    *rls.enable("message", has_local_network=True),
    """
    CREATE TABLE message_part (
        message_id uuid NOT NULL CONSTRAINT fk_message_part_message_id REFERENCES message ON DELETE CASCADE,
        position integer NOT NULL,
        tenant_id uuid NOT NULL,
        gateway text NOT NULL,
        gateway_message_id text NOT NULL,
        reference integer NOT NULL,
        state text NOT NULL CONSTRAINT ck_message_part_state CHECK (state IN (
            'waiting', 'accepted', 'delivered', 'undeliverable', 'expired', 'unknown')),
        error text NOT NULL,
        CONSTRAINT pk_message_part PRIMARY KEY (message_id, position)
    )
    """,
    """
    CREATE INDEX ix_message_part_gateway_message_id ON message_part (gateway, gateway_message_id)
    WHERE gateway_message_id <> ''
    """,
    "CREATE INDEX ix_message_part_unknown ON message_part (gateway, reference) WHERE state = 'unknown'",
    *rls.enable("message_part"),
    """
    CREATE TABLE message_event (
        id uuid NOT NULL CONSTRAINT pk_message_event PRIMARY KEY,
        tenant_id uuid NOT NULL,
        message_id uuid NOT NULL,
        at timestamptz NOT NULL,
        kind text NOT NULL,
        detail jsonb NOT NULL
    )
    """,
    "CREATE INDEX ix_message_event_message_id ON message_event (message_id, id)",
    *rls.enable("message_event", is_append_only=True),
    """
    CREATE TABLE inbound_message (
        id uuid NOT NULL CONSTRAINT pk_inbound_message PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_inbound_message_tenant_id REFERENCES tenant,
        local_network_id uuid CONSTRAINT fk_inbound_message_local_network_id REFERENCES local_network,
        gateway text NOT NULL,
        external_id text NOT NULL,
        sender text NOT NULL,
        to_number text NOT NULL,
        text text NOT NULL,
        at timestamptz NOT NULL,
        in_reply_to uuid CONSTRAINT fk_inbound_message_in_reply_to REFERENCES message ON DELETE SET NULL
    )
    """,
    """
    CREATE UNIQUE INDEX uq_inbound_message_external_id ON inbound_message (tenant_id, gateway, external_id)
    WHERE external_id <> ''
    """,
    "CREATE INDEX ix_inbound_message_tenant_id_id ON inbound_message (tenant_id, id DESC)",
    "CREATE INDEX ix_inbound_message_in_reply_to ON inbound_message (in_reply_to)",
    "CREATE INDEX ix_inbound_message_sender ON inbound_message (sender, id DESC)",
    *rls.enable("inbound_message", has_local_network=True),
    """
    CREATE TABLE inbound_part (
        tenant_id uuid NOT NULL CONSTRAINT fk_inbound_part_tenant_id REFERENCES tenant,
        gateway text NOT NULL,
        sender text NOT NULL,
        to_number text NOT NULL,
        reference integer NOT NULL,
        total integer NOT NULL,
        position integer NOT NULL,
        encoding text NOT NULL,
        content bytea NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT pk_inbound_part
            PRIMARY KEY (tenant_id, gateway, sender, to_number, reference, total, position)
    )
    """,
    *rls.enable("inbound_part"),
    # A gateway serves all tenants, and what comes back names none: these doors open that far and no further.
    f"CREATE POLICY worker ON message TO {rls.OWNER_ROLE} USING (true) WITH CHECK (true)",
    f"CREATE POLICY worker ON message_part TO {rls.OWNER_ROLE} USING (true)",
    """
    CREATE FUNCTION kefu_claim_messages(by_gateway text, of_tenant uuid, at timestamptz, lease interval, most integer,
                                        is_late_only boolean)
    RETURNS TABLE (id uuid, seq bigint, tenant_id uuid, to_number text, text text, created_at timestamptz,
                   valid_until timestamptz, attempts integer, is_stale boolean, leased_until timestamptz)
    LANGUAGE sql SECURITY DEFINER SET search_path = public
    BEGIN ATOMIC
        UPDATE message SET state = 'sending', gateway = by_gateway, attempts = message.attempts + 1,
            next_try_at = kefu_claim_messages.at + lease
        WHERE message.id IN (
            SELECT due.id FROM message AS due
            WHERE due.state IN ('queued', 'sending') AND due.next_try_at <= kefu_claim_messages.at
              AND due.gateway IN ('', by_gateway) AND (of_tenant IS NULL OR due.tenant_id = of_tenant)
              AND (NOT is_late_only OR due.valid_until <= kefu_claim_messages.at)
            ORDER BY due.seq LIMIT most FOR UPDATE SKIP LOCKED)
        RETURNING message.id, message.seq, message.tenant_id, message.to_number, message.text, message.created_at,
            message.valid_until, new.attempts, old.state = 'sending', new.next_try_at;
    END
    """,
    """
    CREATE FUNCTION kefu_find_message_part(of_gateway text, by_id text, of_message uuid, at_position integer,
                                           to_whom text, by_reference integer)
    RETURNS TABLE (tenant_id uuid, message_id uuid, "position" integer)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    BEGIN ATOMIC
        SELECT found.tenant_id, found.message_id, found.position FROM (
            SELECT p.tenant_id, p.message_id, p.position, 1 AS rank FROM message_part AS p
            WHERE p.gateway = of_gateway AND p.gateway_message_id = by_id AND by_id <> ''
            UNION ALL
            SELECT p.tenant_id, p.message_id, p.position, 2 FROM message_part AS p
            WHERE p.message_id = of_message AND p.position = at_position AND p.gateway = of_gateway
            UNION ALL
            SELECT p.tenant_id, p.message_id, p.position, 3
            FROM message_part AS p JOIN message AS m ON m.id = p.message_id
            WHERE p.gateway = of_gateway AND p.state = 'unknown' AND p.reference = by_reference
              AND m.to_number = to_whom) AS found
        ORDER BY found.rank, found.message_id DESC LIMIT 1;
    END
    """,
    """
    CREATE FUNCTION kefu_last_message_to(of_gateway text, to_whom text)
    RETURNS TABLE (tenant_id uuid, message_id uuid, local_network_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    BEGIN ATOMIC
        SELECT m.tenant_id, m.id, m.local_network_id FROM message AS m
        WHERE m.to_number = to_whom AND m.gateway = of_gateway AND m.state NOT IN ('queued', 'cancelled', 'expired')
        ORDER BY m.seq DESC LIMIT 1;
    END
    """,
    """
    CREATE FUNCTION kefu_messages_waiting(by_gateway text, of_tenant uuid)
    RETURNS TABLE (waiting bigint, since timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    BEGIN ATOMIC
        SELECT count(*), min(m.created_at) FROM message AS m
        WHERE m.state IN ('queued', 'sending') AND m.gateway IN ('', by_gateway)
          AND (of_tenant IS NULL OR m.tenant_id = of_tenant);
    END
    """,
    *(f"REVOKE ALL ON FUNCTION {door} FROM PUBLIC" for door in (CLAIM, FIND, LAST, WAITING)),
    *(f"GRANT EXECUTE ON FUNCTION {door} TO {rls.APP_ROLE}" for door in (CLAIM, FIND, LAST, WAITING)),
]


def upgrade() -> None:
    """Create the tables behind the tenant's wall, and the sender's doors through it."""
    for statement in STATEMENTS:
        op.execute(statement)
