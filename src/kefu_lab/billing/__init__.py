"""The operator's billing system (BOSS), simulated over real HTTP: JSON and SOAP, well or sick as asked."""

from kefu_lab.billing.boss import Boss
from kefu_lab.billing.moods import Mode

__all__ = ["Boss", "Mode"]
