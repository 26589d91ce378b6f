"""Customers: party, contact media, accounts, places, products, and the look-up table (ADR 0011)."""

from alembic import op

from kefu.platform import rls

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

REFERENCE = [
    """
    CREATE TABLE customer_level (
        tenant_id uuid NOT NULL CONSTRAINT fk_customer_level_tenant_id REFERENCES tenant,
        code text NOT NULL,
        name_zh text NOT NULL,
        name_en text NOT NULL,
        position integer NOT NULL,
        CONSTRAINT pk_customer_level PRIMARY KEY (tenant_id, code)
    )
    """,
    """
    CREATE TABLE customer_tag (
        tenant_id uuid NOT NULL CONSTRAINT fk_customer_tag_tenant_id REFERENCES tenant,
        code text NOT NULL,
        name_zh text NOT NULL,
        name_en text NOT NULL,
        position integer NOT NULL,
        CONSTRAINT pk_customer_tag PRIMARY KEY (tenant_id, code)
    )
    """,
]

# COLLATE "C": prefixes are ranges of code points, whatever the server's language.
CUSTOMER = """
    CREATE TABLE customer (
        id uuid NOT NULL CONSTRAINT pk_customer PRIMARY KEY,
        tenant_id uuid NOT NULL CONSTRAINT fk_customer_tenant_id REFERENCES tenant,
        local_network_id uuid CONSTRAINT fk_customer_local_network_id REFERENCES local_network,
        name text COLLATE "C" NOT NULL,
        name_pinyin text COLLATE "C" NOT NULL,
        name_initials text COLLATE "C" NOT NULL,
        level_code text NOT NULL,
        tag_codes text[] NOT NULL,
        since_on date,
        version integer NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT fk_customer_tenant_id_level_code FOREIGN KEY (tenant_id, level_code) REFERENCES customer_level
    )
"""

OWNED = {
    "party": """
        kind text NOT NULL CONSTRAINT ck_party_kind CHECK (kind IN ('individual', 'organization')),
        name text NOT NULL,
        id_card_sealed bytea,
        id_card_last_four text
    """,
    "contact_medium": """
        kind text NOT NULL CONSTRAINT ck_contact_medium_kind CHECK (kind IN ('phone', 'mail')),
        value text NOT NULL,
        is_preferred boolean NOT NULL,
        has_consent boolean NOT NULL,
        CONSTRAINT uq_contact_medium_customer_id_kind_value UNIQUE (customer_id, kind, value)
    """,
    "billing_account": """
        account_no text NOT NULL,
        name text NOT NULL,
        is_default boolean NOT NULL,
        CONSTRAINT uq_billing_account_customer_id_account_no UNIQUE (customer_id, account_no)
    """,
    "place": """
        kind text NOT NULL CONSTRAINT ck_place_kind CHECK (kind IN ('installation', 'billing')),
        address text NOT NULL,
        district_path text NOT NULL
    """,
    "product": """
        billing_account_id uuid,
        place_id uuid,
        name_zh text NOT NULL,
        name_en text NOT NULL,
        resource text NOT NULL,
        monthly_fee_minor integer NOT NULL,
        status text NOT NULL CONSTRAINT ck_product_status
            CHECK (status IN ('pending_active', 'active', 'suspended', 'fault', 'terminated')),
        activated_on date,
        expires_on date,
        CONSTRAINT fk_product_customer_id_billing_account_id
            FOREIGN KEY (customer_id, billing_account_id) REFERENCES billing_account,
        CONSTRAINT fk_product_customer_id_place_id FOREIGN KEY (customer_id, place_id) REFERENCES place
    """,
}
"""What a customer owns. The customer leads every key, so that one customer's rows can lie on one machine."""

LOOKUP = [
    """
    CREATE TABLE customer_lookup (
        tenant_id uuid NOT NULL CONSTRAINT fk_customer_lookup_tenant_id REFERENCES tenant,
        kind text NOT NULL,
        value_hash bigint NOT NULL,
        customer_id uuid NOT NULL,
        CONSTRAINT pk_customer_lookup PRIMARY KEY (tenant_id, kind, value_hash, customer_id)
    )
    """,
    "CREATE UNIQUE INDEX uq_customer_lookup_account ON customer_lookup (tenant_id, value_hash) WHERE kind = 'account'",
]
"""Lies elsewhere than the customer, by its hash; so it has no foreign key."""

INDEXES = [
    "CREATE INDEX ix_customer_tenant_id_name ON customer (tenant_id, name)",
    "CREATE INDEX ix_customer_tenant_id_name_pinyin ON customer (tenant_id, name_pinyin)",
    "CREATE INDEX ix_customer_tenant_id_name_initials ON customer (tenant_id, name_initials)",
    "CREATE INDEX ix_place_address ON place USING gin (address gin_trgm_ops)",
]

# A trigram index is useless behind a policy: LIKE might leak what it compares (it is not LEAKPROOF), so PostgreSQL
# applies the wall first, row by row. This function is the one way round. It draws the same wall itself, takes no
# tenant from its caller, and gives away nothing but ids; the rows are then read behind the wall.
ADDRESS_SEARCH = [
    f"CREATE POLICY address_search ON place FOR SELECT TO {rls.OWNER_ROLE} USING (true)",
    """
    CREATE FUNCTION kefu_find_customers_by_address(fragment text, most integer) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    BEGIN ATOMIC
        SELECT DISTINCT customer_id FROM (
            SELECT customer_id FROM place
            WHERE address LIKE '%' || regexp_replace(fragment, '([\\\\%_])', '\\\\\\1', 'g') || '%'
              AND length(fragment) >= 3
              AND tenant_id = (SELECT kefu_tenant_id())
              AND (local_network_id IS NULL
                   OR (SELECT kefu_sees_all_networks())
                   OR local_network_id = ANY ((SELECT kefu_local_network_ids())::uuid[]))
            LIMIT most) AS found;
    END
    """,
    "REVOKE ALL ON FUNCTION kefu_find_customers_by_address(text, integer) FROM PUBLIC",
    f"GRANT EXECUTE ON FUNCTION kefu_find_customers_by_address(text, integer) TO {rls.APP_ROLE}",
]


def _owned_table(name: str, columns: str) -> str:
    return f"""
    CREATE TABLE {name} (
        customer_id uuid NOT NULL CONSTRAINT fk_{name}_customer_id REFERENCES customer ON DELETE CASCADE,
        id uuid NOT NULL,
        tenant_id uuid NOT NULL,
        local_network_id uuid,
        {columns.strip()},
        CONSTRAINT pk_{name} PRIMARY KEY (customer_id, id)
    )
    """


def upgrade() -> None:
    """Create the tables behind the wall, and the one way round it."""
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    tables = [
        *REFERENCE,
        CUSTOMER,
        *(_owned_table(name, columns) for name, columns in OWNED.items()),
        *LOOKUP,
        *INDEXES,
    ]
    for statement in tables:
        op.execute(statement)
    for table in ("customer_level", "customer_tag", "customer_lookup"):
        for statement in rls.enable(table):
            op.execute(statement)
    for table in ("customer", "party", "contact_medium", "billing_account", "place", "product"):
        for statement in rls.enable(table, has_local_network=True):
            op.execute(statement)
    for statement in ADDRESS_SEARCH:
        op.execute(statement)
