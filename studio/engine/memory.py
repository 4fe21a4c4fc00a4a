"""How much memory the device of this process uses, and giving back what only caches hold."""

from __future__ import annotations

import gc

import msgspec
import torch

from studio.engine.device import Device
from studio.engine.process_memory import measure_process, says_out_of_memory
from studio.wire.messages import Memory


def measure(device: Device) -> Memory:
    """Bytes in use now. On a CPU the device is the machine: what this process holds, and all there is."""
    memory = measure_process()
    if device.torch.type == "cuda":
        free, total = torch.cuda.mem_get_info(device.torch)
        return msgspec.structs.replace(memory, device_used=total - free, device_total=total)
    if device.torch.type == "mps":
        used, total = torch.mps.current_allocated_memory(), torch.mps.recommended_max_memory()
        return msgspec.structs.replace(memory, device_used=used, device_total=total)
    return memory


def is_out_of_memory(error: BaseException) -> bool:
    return isinstance(error, torch.OutOfMemoryError) or says_out_of_memory(error)


def release(device: Device) -> None:
    """Give back what only caches hold."""
    gc.collect()
    if device.torch.type == "cuda":
        torch.cuda.empty_cache()
    elif device.torch.type == "mps":
        torch.mps.empty_cache()
