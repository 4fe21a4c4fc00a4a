"""How much memory this process uses, and what running out of it looks like, with no device but the machine itself."""

from __future__ import annotations

import sys

import psutil

from studio.errors import OutOfMemory
from studio.recipe.recipe import Recipe
from studio.wire.messages import Memory

_SIGNS = (
    "can't allocate memory",
    "not enough memory",
    "out of memory",
    "bad_alloc",
    "bad allocation",
    "could not create a memory",
    "failed to allocate",
    "cannot allocate",
)
"""How torch, oneDNN, MKL, skia and the C++ library say it, in errors of no type of their own."""


def measure_process() -> Memory:
    """Bytes in use now. The device is the machine: what this process holds, and all there is."""
    process = psutil.Process().memory_info()
    peak = max(_peak(process), process.rss)
    total = psutil.virtual_memory().total
    return Memory(resident=process.rss, peak=peak, device_used=process.rss, device_total=total)


def says_out_of_memory(error: BaseException) -> bool:
    """By its type, or by what native code says."""
    if isinstance(error, MemoryError):
        return True
    return isinstance(error, RuntimeError | OSError) and any(sign in str(error).lower() for sign in _SIGNS)


def out_of_memory(recipe: Recipe | None, error: BaseException) -> OutOfMemory:
    """What to tell the user about a picture, or a model (None), that did not fit."""
    if recipe is None:
        message, remedy = (
            "There is not enough memory for this model.",
            "Choose a smaller model, or close other programs.",
        )
    else:
        message = f"There is not enough memory for a picture of {recipe.width}x{recipe.height}."
        fewer = " or fewer LoRAs, control images and references" if recipe.additions else ""
        remedy = f"Choose a smaller size{fewer}, or close other programs and try again."
    return OutOfMemory(message, remedy=remedy, detail=str(error))


def _peak(process: object) -> int:
    if sys.platform == "win32":
        return int(getattr(process, "peak_wset", 0))
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
