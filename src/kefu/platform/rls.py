"""SQL that puts a table behind the tenant's wall; migrations run it. Its functions come with migration 0001.

PostgreSQL evaluates a `(SELECT ...)` in a policy once per statement, not once per row.
Source: PostgreSQL 18, CREATE POLICY; ADR 0003.
"""

APP_ROLE = "kefu_app"
OWNER_ROLE = "kefu_owner"

_SEES_TENANT = "{column} = (SELECT kefu_tenant_id())"
_SEES_NETWORK = (
    " AND (local_network_id IS NULL"
    " OR (SELECT kefu_sees_all_networks())"
    " OR local_network_id = ANY ((SELECT kefu_local_network_ids())::uuid[]))"
)


def enable(
    table: str, has_local_network: bool = False, is_append_only: bool = False, *, tenant_column: str = "tenant_id"
) -> list[str]:
    """Give the statements that wall a table off by tenant and grant the application what it needs."""
    sees = _SEES_TENANT.format(column=tenant_column) + (_SEES_NETWORK if has_local_network else "")
    statements = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY tenant_wall ON {table} USING ({sees}) WITH CHECK ({sees})",
        f"GRANT SELECT, INSERT{'' if is_append_only else ', UPDATE, DELETE'} ON {table} TO {APP_ROLE}",
    ]
    if is_append_only:
        statements.append(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION kefu_refuse_change()"
        )
    return statements
