"""Who is who: tenants, local networks, people, roles and scopes, audit."""
