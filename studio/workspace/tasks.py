"""Work a window starts and does not wait for: kept alive, its errors told to the user, ended with the window."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine

from studio.errors import StudioError

_log = logging.getLogger(__name__)


class Tasks:
    """`told(error)` gets every StudioError; anything else is a defect: logged, and told in general words."""

    def __init__(self, told: Callable[[StudioError], object]) -> None:
        self._told = told
        self._running: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[object, object, object], name: str) -> asyncio.Task[None]:
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # Qt still brings events when the loop has stopped: this one begins nothing any more
            work.close()
            raise
        task = loop.create_task(self._guarded(work, name), name=name)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        task.add_done_callback(lambda _: work.close())  # cancelled before its first step, it was never begun
        return task

    async def _guarded(self, work: Coroutine[object, object, object], name: str) -> None:
        try:
            await work
        except StudioError as error:
            _log.info("%s: %s %s", name, error.message, error.detail)
            self._told(error)
        except Exception as error:  # noqa: BLE001 - whatever it is, the window must go on and say so
            _log.exception("%s failed", name)
            self._told(unexpected(error))

    async def close(self) -> None:
        tasks = tuple(self._running)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def unexpected(error: Exception) -> StudioError:
    return StudioError(
        "Something went wrong inside Blink Studio.",
        remedy="Try again. If it happens again, please report it with the log.",
        detail=repr(error),
    )
