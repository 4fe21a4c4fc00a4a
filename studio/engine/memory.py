"""How much memory this process and its device use, and what running out of it looks like."""

from __future__ import annotations

import gc
import sys

import psutil
import torch

from studio.engine.device import Device
from studio.errors import OutOfMemory
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
"""How torch, oneDNN, MKL and the C++ library say it, in errors of no type of their own."""


def measure(device: Device) -> Memory:
    """Bytes in use now. On a CPU the device is the machine: what this process holds, and all there is."""
    process = psutil.Process().memory_info()
    used, total = _device_memory(device, process.rss)
    return Memory(resident=process.rss, peak=max(_peak(process), process.rss), device_used=used, device_total=total)


def is_out_of_memory(error: BaseException) -> bool:
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    return isinstance(error, RuntimeError | OSError) and any(sign in str(error).lower() for sign in _SIGNS)


def out_of_memory(size: tuple[int, int] | None, error: BaseException) -> OutOfMemory:
    """What to tell the user about a picture of `size`, or a model, that did not fit."""
    if size is None:
        message, remedy = (
            "There is not enough memory for this model.",
            "Choose a smaller model, or close other programs.",
        )
    else:
        message = f"There is not enough memory for a picture of {size[0]}x{size[1]}."
        remedy = "Choose a smaller size, or close other programs and try again."
    return OutOfMemory(message, remedy=remedy, detail=str(error))


def release(device: Device) -> None:
    """Give back what only caches hold."""
    gc.collect()
    if device.torch.type == "cuda":
        torch.cuda.empty_cache()
    elif device.torch.type == "mps":
        torch.mps.empty_cache()


def _device_memory(device: Device, resident: int) -> tuple[int, int]:
    if device.torch.type == "cuda":
        free, total = torch.cuda.mem_get_info(device.torch)
        return total - free, total
    if device.torch.type == "mps":
        return torch.mps.current_allocated_memory(), torch.mps.recommended_max_memory()
    return resident, psutil.virtual_memory().total


def _peak(process: object) -> int:
    if sys.platform == "win32":
        return int(getattr(process, "peak_wset", 0))
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
