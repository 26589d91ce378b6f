"""The rules by name."""

from collections.abc import Callable, Iterator, Sequence

from tools.lint import clock, errors, services, sql, tenancy, transactions, words
from tools.lint.source import Finding, Module

Rule = Callable[[Sequence[Module]], Iterator[Finding]]

RULES: dict[str, Rule] = {
    "commit-at-boundary": transactions.commit_at_boundary,
    "one-door": transactions.one_door,
    "time-is-an-argument": clock.time_is_an_argument,
    "services-take-keywords": services.services_take_keywords,
    "error-codes": errors.error_codes,
    "telling-names": words.telling_names,
    "vendor-words": words.vendor_words,
    "sql-in-store": sql.sql_in_store,
    "no-values-in-sql": sql.no_values_in_sql,
    "rls-on-tenant-tables": tenancy.rls_on_tenant_tables,
}
