"""Use cases of identity."""

from kefu.identity.service.audit import record_audit, verify_audit
from kefu.identity.service.clocks import TimeZoneUnknownError, Zones, set_zone, zone_of, zones_of
from kefu.identity.service.log_in import LogIn, log_in, log_out
from kefu.identity.service.organisation import (
    TenantNotFoundError,
    create_agent,
    create_group,
    create_local_network,
    create_person,
    create_role,
    create_site,
    create_tenant,
    find_tenant,
    grant_role,
    list_tenant_ids,
)
from kefu.identity.service.sessions import authenticate, make_ticket, redeem_ticket, session_is_alive

__all__ = [
    "LogIn",
    "TenantNotFoundError",
    "TimeZoneUnknownError",
    "Zones",
    "authenticate",
    "create_agent",
    "create_group",
    "create_local_network",
    "create_person",
    "create_role",
    "create_site",
    "create_tenant",
    "find_tenant",
    "grant_role",
    "list_tenant_ids",
    "log_in",
    "log_out",
    "make_ticket",
    "record_audit",
    "redeem_ticket",
    "session_is_alive",
    "set_zone",
    "verify_audit",
    "zone_of",
    "zones_of",
]
