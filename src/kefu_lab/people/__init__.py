"""Synthetic customers: who they are is computed from a seed and a number, so that everybody knows the same ones.

networks = await networks_of(owner_url, tenant_id)
await populate(Town(owner_url=..., tenant_id=..., networks=networks, key=...), 2_000)
person(1, 42, networks).phones
"""

from kefu_lab.people.load import Town, agents_of, networks_of, populate
from kefu_lab.people.person import Network, Person, balance_of, person
from kefu_lab.people.words import TAGS

__all__ = ["TAGS", "Network", "Person", "Town", "agents_of", "balance_of", "networks_of", "person", "populate"]
