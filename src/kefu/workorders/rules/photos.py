"""What is a photo, told by its first bytes, whatever the sender calls it."""

PHOTO_BYTES_MAX = 5 << 20
SUFFIXES = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


def media_type(head: bytes) -> str | None:
    """Return the media type of an image that we take, None of anything else."""
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return None
