"""The short message centre of a carrier, simulated: SMPP 3.4 and HTTP on one side, people's phones on the other."""

from kefu_lab.sms.centre import Mode, SmsCentre
from kefu_lab.sms.phones import Phones, Sms

__all__ = ["Mode", "Phones", "Sms", "SmsCentre"]
