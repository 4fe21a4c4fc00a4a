"""Whether a picture is a control image of lines already: light strokes on black and nothing else."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from studio.pixels.colour import srgb
from studio.pixels.start import opened

_SAMPLED_SIDE = 1024
"""longer side at which it is looked at; pixels are left out rather than mixed, so that thin lines stay white"""
_GREY = 24
"""levels between the colours of a grey pixel, JPEG's noise included"""
_BLACK, _WHITE = 40, 180
"""levels"""
_GROUND = 0.6
"""share of such a picture that is black, at least"""
_DRAWN = 0.0005
"""share that is white, at least: it shows something"""
_BETWEEN = 0.1
"""share that is neither, at most: the soft rims of the strokes"""


def is_line_image(data: bytes) -> bool:
    """Whether a file shows light lines on black. Raises ImageError for what is no picture."""
    with opened(io.BytesIO(data)) as image:
        rows = np.asarray(_sampled(srgb(image)[0])).astype(np.int16)
    coloured = (rows.max(axis=2) - rows.min(axis=2) > _GREY).mean()
    grey = rows.mean(axis=2)
    black, white = (grey < _BLACK).mean(), (grey > _WHITE).mean()
    return bool(coloured < _DRAWN and black >= _GROUND and white >= _DRAWN and 1 - black - white <= _BETWEEN)


def _sampled(image: Image.Image) -> Image.Image:
    scale = min(1.0, _SAMPLED_SIDE / max(image.size))
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    return image.resize(size, Image.Resampling.NEAREST)
