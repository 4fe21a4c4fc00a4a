"""The sRGB colour profile that goes into every picture, as the same bytes every time."""

from __future__ import annotations

import struct
from functools import lru_cache

from PIL import ImageCms

_DATE = slice(24, 36)
_FIXED_DATE = struct.pack(">6H", 2000, 1, 1, 0, 0, 0)


@lru_cache(maxsize=1)
def srgb_profile() -> bytes:
    """An ICC profile of sRGB.

    LittleCMS writes the time of making into the header (ICC.1, 7.2.8); a fixed date takes its place, since a
    picture's content holds no clock.
    """
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
    profile = bytearray(made.tobytes())
    profile[_DATE] = _FIXED_DATE
    return bytes(profile)
