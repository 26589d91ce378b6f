"""Whose data a piece of work may see."""

from dataclasses import dataclass

from kefu.kernel.ids import LocalNetworkId, TenantId


@dataclass(frozen=True, slots=True)
class Scope:
    """One tenant, and all (None) or some of its local networks."""

    tenant_id: TenantId
    local_network_ids: frozenset[LocalNetworkId] | None = None
