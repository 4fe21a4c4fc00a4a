"""Long work on the loop, in pieces: the window answers between two of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import TypeVar

T = TypeVar("T")


async def in_pieces(items: Sequence[T], size: int) -> AsyncGenerator[Sequence[T]]:
    """`size` of them at a time, the first at once."""
    for begin in range(0, len(items), size):
        if begin:
            await asyncio.sleep(0)
        yield items[begin : begin + size]
