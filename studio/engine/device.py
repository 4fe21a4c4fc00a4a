"""The device this engine computes on, its data type and its threads: chosen once, when the process starts."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import msgspec
import psutil
import torch


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """Where and how networks run. Latents between steps and all of the scheduler's arithmetic stay float32."""

    torch: torch.device
    name: str
    """for people"""
    dtype: torch.dtype
    threads: int
    channels_last: bool
    """whether autoencoders run faster in that layout"""
    batch: int
    """how many pictures the fast plan takes at once"""

    @property
    def dtype_name(self) -> str:
        return str(self.dtype).removeprefix("torch.")


def choose_device() -> Device:
    """CUDA, else Apple's MPS, else the CPU; sets the thread count and deterministic algorithms of this process."""
    threads = _threads()
    torch.set_num_threads(threads)
    torch.use_deterministic_algorithms(True, warn_only=True)
    torch.utils.deterministic.fill_uninitialized_memory = False  # pyright: ignore
    if torch.cuda.is_available():
        return _cuda(threads)
    if torch.backends.mps.is_available():
        return _mps(threads)
    return _cpu(threads)


def _cuda(threads: int) -> Device:
    torch.backends.cudnn.benchmark = False  # it picks kernels by the clock: not the same bits twice
    dtype = torch.bfloat16 if torch.cuda.get_device_capability()[0] >= 8 else torch.float16
    return Device(
        torch=torch.device("cuda", 0),
        name=torch.cuda.get_device_name(0),
        dtype=dtype,
        threads=threads,
        channels_last=True,
        batch=8,
    )


def _mps(threads: int) -> Device:
    return Device(
        torch=torch.device("mps"),
        name=f"Apple {platform.machine()} GPU",
        dtype=torch.float16,
        threads=threads,
        channels_last=False,
        batch=4,
    )


def _cpu(threads: int) -> Device:
    """bfloat16 only with AMX: on other processors it is four to ten times slower than float32."""
    amx = _has_amx()
    plural = "thread" if threads == 1 else "threads"
    return Device(
        torch=torch.device("cpu"),
        name=f"{_cpu_name()}, {threads} {plural}",
        dtype=torch.bfloat16 if amx else torch.float32,
        threads=threads,
        channels_last=amx,
        batch=4,
    )


def _threads() -> int:
    """Physical cores this process may use: fixed, since the order of sums and so the bits depend on it."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(usable, psutil.cpu_count(logical=False) or usable))


def _cpuinfo() -> str:
    try:
        return Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _has_amx() -> bool:
    """AMX on x86; elsewhere nothing is known to be fast in bfloat16."""
    flags = next((line for line in _cpuinfo().splitlines() if line.startswith("flags")), "")
    return {"amx_bf16", "amx_tile"} <= set(flags.split())


def _cpu_name() -> str:
    for line in _cpuinfo().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
