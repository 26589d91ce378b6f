"""Whose data a piece of work may see."""

from dataclasses import dataclass

from kefu.kernel.ids import LocalNetworkId, TenantId


@dataclass(frozen=True, slots=True)
class Scope:
    """One tenant, and all (None) or some of its local networks."""

    tenant_id: TenantId
    local_network_ids: frozenset[LocalNetworkId] | None = None

    def sees(self, local_network_id: LocalNetworkId | None) -> bool:
        """Tell whether data of a local network may be seen; what belongs to none belongs to all."""
        return self.local_network_ids is None or local_network_id is None or local_network_id in self.local_network_ids
