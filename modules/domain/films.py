"""What a film's files are called where they are served."""

MEDIA_TYPES = {
    "webm": "video/webm",
    "mp4": "video/mp4",
    "opus": "audio/ogg; codecs=opus",
    "ogg": "audio/ogg; codecs=opus",
    "mp3": "audio/mpeg",
}


def get_media_type(name: str) -> str:
    """Of a stored film or narration, by how its name ends."""
    return MEDIA_TYPES.get(name.rpartition(".")[2].lower(), MEDIA_TYPES["webm"])
