"""The catalogue of the database keeps what ADR 0011 promises about customers' keys."""

import asyncpg

_OWNED = {"party", "contact_medium", "billing_account", "place", "product", "interaction_link"}
_UNIQUE_KEYS = """
    SELECT c.relname AS owner, i.indexrelid::regclass::text AS key, a.attname AS first
    FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
    WHERE i.indisunique AND c.relname = ANY ($1)
"""
_FOREIGN_KEYS = """
    SELECT conrelid::regclass::text AS owner, confrelid::regclass::text AS target,
           (SELECT attname FROM pg_attribute WHERE attrelid = conrelid AND attnum = conkey[1]) AS first
    FROM pg_constraint
    WHERE contype = 'f' AND (conrelid::regclass::text = ANY ($1) OR confrelid::regclass::text = ANY ($1)
                             OR confrelid = 'customer'::regclass)
"""


async def test_what_a_customer_owns_leads_its_keys_with_him(superuser: asyncpg.Connection) -> None:
    keys = await superuser.fetch(_UNIQUE_KEYS, list(_OWNED))
    assert {row["owner"] for row in keys} == _OWNED
    assert {row["first"] for row in keys} == {"customer_id"}


async def test_foreign_keys_stay_with_one_customer(superuser: asyncpg.Connection) -> None:
    keys = await superuser.fetch(_FOREIGN_KEYS, list(_OWNED))
    assert {row["owner"] for row in keys} <= _OWNED
    assert {row["target"] for row in keys} <= _OWNED | {"customer"}
    assert {row["first"] for row in keys} == {"customer_id"}
