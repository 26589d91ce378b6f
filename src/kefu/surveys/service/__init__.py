"""Use cases of callback surveys."""

from kefu.surveys.service.pool import add_cases

__all__ = ["add_cases"]
