"""Facts that the administration publishes."""

from dataclasses import dataclass

from kefu.kernel.events import DomainEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationChanged(DomainEvent):
    """People, agents, groups or roles are not what they were."""
