# file: src/kefu/adapters/asterisk/switch.py
class StasisStart:
    channel: str


# file: src/kefu/app/wiring.py
from kefu.adapters.asterisk.switch import AsteriskSwitch


# file: src/kefu/interactions/model.py
class Interaction:
    channel: str  # voice, mail, chat


# file: src/kefu/calls/ports.py
class Switch:
    """A call owns one conversation (Asterisk: a bridge of channels)."""

    trunk: str
    """Where the channel comes from."""


# file: src/kefu/acd/model.py
abridged = "channelling"
reason = f"{2} channels of sound"
