# file: src/kefu/calls/model.py
class BridgeSnapshot:  # breach
    channel_id: str  # breach


# file: src/kefu/acd/runtime.py
def on_event(event):
    if event["type"] == "StasisStart":  # breach
        ring("PJSIP/1001")  # breach


# file: src/kefu/interactions/service.py
def close(*, bridge):  # breach
    return bridge.id  # breach


# file: src/kefu/journeys/repair.py
from kefu.adapters import asterisk  # breach
