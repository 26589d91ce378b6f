"""What an administrator changes in the browser: people, agents, roles, sites, groups; and the audit. ADR 31."""
