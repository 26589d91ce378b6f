"""How the keys of the default flow lead to what a caller wants (`kefu/ivr/flows/default.json`)."""

from kefu_lab.callers.persona import Persona, Wish

ENGLISH_KEY = "9"
KEYS = {Wish.FAULT: "1", Wish.SERVICE: "2", Wish.COMPLAINT: "3", Wish.BALANCE: "4", Wish.PERSON: "0"}


def keys_of(persona: Persona) -> str:
    """Return what a caller presses, in order."""
    return (ENGLISH_KEY if persona.language == "en" else "") + KEYS[persona.wish]
