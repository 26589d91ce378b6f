"""A telephone switch in memory, behind the product's port, with people and phones around it."""

from kefu_lab.switch.exchange import MUSIC
from kefu_lab.switch.parties import ANSWERS, RINGS_ON, Behaviour, Party, PartyState, SeatPhone
from kefu_lab.switch.simulated import SimulatedSwitch

__all__ = [
    "ANSWERS",
    "MUSIC",
    "RINGS_ON",
    "Behaviour",
    "Party",
    "PartyState",
    "SeatPhone",
    "SimulatedSwitch",
]
