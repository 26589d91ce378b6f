"""The seats' phones as Asterisk knows them: three pushed objects each (ADR 0006)."""

from kefu.adapters.asterisk.ari import Ari, AriError, path_of
from kefu.calls.model import Device, DeviceKind

_DYNAMIC = "asterisk/config/dynamic/res_pjsip"
_KINDS = ("auth", "aor", "endpoint")  # the endpoint names the other two, so it comes last and goes first

_COMMON = {
    "disallow": "all",
    "allow": "alaw,ulaw",
    "direct_media": "no",
    "dtmf_mode": "rfc4733",
    "bind_rtp_to_media_address": "yes",
    "identify_by": "username",
    "sdp_session": "kefu",
    "sdp_owner": "kefu",
    "contact_user": "kefu",
    "send_connected_line": "no",
    "allow_transfer": "no",  # transfers are ours to decide, by the desk
}
# a browser's contact ends with its socket, a phone has to be asked whether it is still there
_AOR_BY_KIND = {DeviceKind.WEB_PHONE: {}, DeviceKind.SIP_PHONE: {"qualify_frequency": "60"}}
_BY_KIND = {
    DeviceKind.WEB_PHONE: {
        "transport": "ws",
        "webrtc": "yes",
        "dtls_auto_generate_cert": "yes",
        "max_audio_streams": "1",
        "max_video_streams": "0",
        "rtp_timeout": "30",  # a computer that was closed says no goodbye
        "allow": "alaw,ulaw,opus",
    },
    DeviceKind.SIP_PHONE: {
        "rtp_symmetric": "yes",
        "force_rport": "yes",
        "rewrite_contact": "yes",
    },
}


def objects_of(device: Device, password: str, media_address: str | None) -> dict[str, dict[str, str]]:
    """Describe a seat's phone: the fields of its auth, aor and endpoint."""
    address = device.address
    media = {} if media_address is None else {"media_address": media_address}
    return {
        "auth": {"auth_type": "userpass", "username": address, "password": password},
        "aor": {"max_contacts": "1", "remove_existing": "yes", **_AOR_BY_KIND[device.kind]},
        "endpoint": {
            **_COMMON,
            **_BY_KIND[device.kind],
            **media,
            "auth": address,
            "aors": address,
            "context": f"from-{device.kind}",
        },
    }


async def push(ari: Ari, device: Device, password: str, media_address: str | None) -> None:
    """Make a seat's phone known to the switch; a browser that registered earlier is not called any more.

    A SIP phone keeps its password and its registration.
    Raises: AriError.
    """
    await _delete(ari, "endpoint", device)  # what is put keeps what was there before
    if device.kind is DeviceKind.WEB_PHONE:
        await _delete(ari, "aor", device)  # and its contact
    objects = objects_of(device, password, media_address)
    for kind in _KINDS:
        fields = [{"attribute": name, "value": value} for name, value in objects[kind].items()]
        await ari.fetch("PUT", f"{_DYNAMIC}/{kind}/{path_of(device.address)}", {"fields": fields})


async def withdraw(ari: Ari, device: Device) -> None:
    """Make the switch forget a seat's phone.

    Raises: AriError.
    """
    for kind in reversed(_KINDS):
        await _delete(ari, kind, device)


async def _delete(ari: Ari, kind: str, device: Device) -> None:
    try:
        await ari.fetch("DELETE", f"{_DYNAMIC}/{kind}/{path_of(device.address)}")
    except AriError as error:
        if error.status != 404:
            raise
