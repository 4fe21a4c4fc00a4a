"""Any picture that Pillow opens as upright 8-bit sRGB, with what had to be given up for that."""

from __future__ import annotations

import io
from typing import Any, Literal, cast

import numpy as np
from PIL import Image, ImageCms

_ORIENTATION = 0x0112
_SIXTEEN_BIT = ("I;16", "I;16L", "I;16B", "I;16N", "I", "F")


def _built_in(space: Literal["sRGB", "LAB"]) -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(cast(Any, ImageCms).createProfile(space))


_SRGB = _built_in("sRGB")


def srgb(image: Image.Image) -> tuple[Image.Image, tuple[str, ...]]:
    """(RGB image, notices): rotated as EXIF says, colours through its ICC profile, transparency on white.

    Decodes the picture; a decoder's failure passes through.
    """
    colours, alpha, notices = srgb_and_alpha(image)
    if alpha is None:
        return colours, notices
    return _on_white(colours, alpha), (*notices, "Its transparent parts became white.")


def srgb_and_alpha(image: Image.Image) -> tuple[Image.Image, Image.Image | None, tuple[str, ...]]:
    """As `srgb`, but with the transparency apart: an L image, or None where every pixel is opaque."""
    image.load()
    profile = image.info.get("icc_profile")
    upright = _upright(image)
    flat, notices = _eight_bit(upright)
    opaque, alpha = _split_alpha(flat)
    colours, more = _through_profile(opaque, profile)
    return colours, alpha, notices + more


def turned(image: Image.Image) -> bool:
    """Whether EXIF orientation exchanges width and height."""
    return _orientation(image) in (5, 6, 7, 8)


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except (OSError, SyntaxError, ValueError, TypeError, KeyError):  # damaged EXIF says nothing
        return 1


def _upright(image: Image.Image) -> Image.Image:
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    turn = turns.get(_orientation(image))
    return image if turn is None else image.transpose(turn)


def _eight_bit(image: Image.Image) -> tuple[Image.Image, tuple[str, ...]]:
    if image.mode not in _SIXTEEN_BIT:
        return image, ()
    values = np.nan_to_num(np.asarray(image).astype(np.float64), nan=0.0, posinf=0.0, neginf=0.0)
    white = 65535.0 if image.mode != "F" else (1.0 if values.max(initial=0.0) <= 1.0 else 255.0)
    grey = np.clip(np.rint(values / white * 255.0), 0, 255).astype(np.uint8)
    return Image.fromarray(grey), ("It has more than 8 bits a channel; the finest steps were lost.",)


def _split_alpha(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """(opaque picture, alpha), alpha being None where every pixel is opaque."""
    if not image.has_transparency_data:
        return image, None
    with_alpha = image.convert("RGBA")
    alpha = with_alpha.getchannel("A")
    lowest, _ = alpha.getextrema()
    return with_alpha.convert("RGB"), None if lowest == 255 else alpha


def _on_white(image: Image.Image, alpha: Image.Image) -> Image.Image:
    return Image.composite(image, Image.new("RGB", image.size, "white"), alpha)


def _through_profile(image: Image.Image, profile: bytes | None) -> tuple[Image.Image, tuple[str, ...]]:
    if image.mode == "LAB":
        return _transform(image, _built_in("LAB")), ()
    if not profile:
        return _unprofiled(image)
    source = image if image.mode in ("RGB", "L", "CMYK") else image.convert("RGB")
    try:
        opened = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "srgb" in ImageCms.getProfileDescription(opened).casefold() and source.mode == "RGB":
            return source, ()
        return _transform(source, opened), ()
    except (ImageCms.PyCMSError, OSError, ValueError):
        plain, notices = _unprofiled(source)
        return plain, (*notices, "Its colour profile does not fit and was ignored.")


def _unprofiled(image: Image.Image) -> tuple[Image.Image, tuple[str, ...]]:
    notices = ("It is CMYK without a colour profile; its colours are a guess.",) if image.mode == "CMYK" else ()
    return image.convert("RGB"), notices


def _transform(image: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image:
    done = ImageCms.profileToProfile(image, profile, _SRGB, outputMode="RGB")
    if done is None:
        raise ImageCms.PyCMSError("no picture came back")
    return done
