"""Words of call histories."""

from collections.abc import Mapping
from dataclasses import dataclass

Name = dict[str, str]
"""A name in both languages: {"zh-CN": ..., "en": ...}; people have the same in both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Agents and queues by id, results and levels by code, whose names are needed."""

    agents: frozenset[str]
    queues: frozenset[str]
    results: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What agents, queues, results and levels are called. Those out of the reader's scope, or gone, are missing."""

    agents: Mapping[str, Name]
    queues: Mapping[str, Name]
    results: Mapping[str, Name]
    levels: Mapping[str, Name]
