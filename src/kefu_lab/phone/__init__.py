"""Small SIP telephones for simulation: many in one process, at little cost. UDP, G.711, RFC 4733 digits.

`Phone` is a telephone that registers; `Carrier` is the far side of a trunk; both give `Call`s. A call is iterated for
its events, and `call.heard` tells what the far end said.
"""

from kefu_lab.phone.audio import Recorded, Sound, Tone
from kefu_lab.phone.call import Call, Credentials
from kefu_lab.phone.carrier import BUSY, NO_SUCH_NUMBER, REJECTS, Answers, Behaviour, Carrier, NeverAnswers, Refuses
from kefu_lab.phone.events import (
    Answered,
    CallEndedError,
    CallEvent,
    CallState,
    Digit,
    Ended,
    Held,
    Retrieved,
    Ringing,
)
from kefu_lab.phone.phone import Phone
from kefu_lab.phone.registration import RegistrationError

__all__ = [
    "BUSY",
    "NO_SUCH_NUMBER",
    "REJECTS",
    "Answered",
    "Answers",
    "Behaviour",
    "Call",
    "CallEndedError",
    "CallEvent",
    "CallState",
    "Carrier",
    "Credentials",
    "Digit",
    "Ended",
    "Held",
    "NeverAnswers",
    "Phone",
    "Recorded",
    "Refuses",
    "RegistrationError",
    "Retrieved",
    "Ringing",
    "Sound",
    "Tone",
]
