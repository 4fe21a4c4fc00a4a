"""Silence is a test: what a test leaves running, says to Qt or sends into the network fails that test."""

from __future__ import annotations

import asyncio
import inspect
import ipaddress
import os
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import TypeVar

import psutil
import pytest

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

T = TypeVar("T")
GRACE_SECONDS = 3.0  # what was told to stop may need this long on a busy machine


class NetworkReached(AssertionError):
    """A test tried to leave this machine."""


def is_loopback(host: str) -> bool:
    if host in {"", "localhost", "localhost.localdomain"}:
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _refuse_network(event: str, args: tuple[object, ...]) -> None:
    """Audit hook: sockets may reach this machine only (Unix sockets have a plain path for an address)."""
    if event in {"socket.connect", "socket.sendto"}:
        address = args[1]
        reached = isinstance(address, tuple) and not is_loopback(str(address[0]))
    elif event == "socket.getaddrinfo":
        address = args[0]
        host = address.decode(errors="replace") if isinstance(address, bytes) else address
        reached = isinstance(host, str) and not is_loopback(host)
    else:
        return
    if reached:
        raise NetworkReached(f"{event} to {address!r}")


sys.addaudithook(_refuse_network)


class Survivors:
    """Processes and threads that outlive a test on purpose, named by the fixture that ends them."""

    def __init__(self) -> None:
        self._processes: set[int] = set()
        self._thread_names: tuple[str, ...] = ()

    def allow_process(self, pid: int) -> None:
        self._processes.add(pid)

    def allow_threads(self, name_prefix: str) -> None:
        self._thread_names = (*self._thread_names, name_prefix)

    def processes(self) -> set[psutil.Process]:
        """The children of this process that somebody has to answer for."""
        return {child for child in psutil.Process().children(recursive=True) if self._unexpected(child)}

    def threads(self) -> set[threading.Thread]:
        return {thread for thread in threading.enumerate() if not thread.name.startswith(self._thread_names)}

    def _unexpected(self, child: psutil.Process) -> bool:
        try:
            known = child.pid in self._processes or any(parent.pid in self._processes for parent in child.parents())
            return not known and child.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False


@pytest.fixture(scope="session")
def survivors() -> Survivors:
    """Where a wide fixture registers what it starts later than at its own setup (a restarted engine, say)."""
    return Survivors()


def _left_over(running: Callable[[], set[T]], before: set[T]) -> set[T]:
    deadline = time.monotonic() + GRACE_SECONDS
    while (left := running() - before) and time.monotonic() < deadline:
        time.sleep(0.02)
    return left


def _describe(process: psutil.Process) -> str:
    try:
        return f"{process.pid}: {' '.join(process.cmdline())}"
    except psutil.Error:
        return str(process.pid)


@pytest.fixture(autouse=True)
def no_leaked_processes(survivors: Survivors) -> Iterator[None]:
    before = survivors.processes()
    yield
    left = _left_over(survivors.processes, before)
    names = [_describe(process) for process in left]
    for process in left:
        process.kill()
    assert not names, f"the test left processes running: {names}"


@pytest.fixture(autouse=True)
def no_leaked_threads(survivors: Survivors) -> Iterator[None]:
    before = survivors.threads()
    yield
    left = _left_over(survivors.threads, before)
    assert not left, f"the test left threads running: {sorted(thread.name for thread in left)}"


@pytest.fixture
async def only_own_tasks() -> AsyncIterator[None]:
    """Ask for this where a fixture, not the test itself, is asynchronous."""
    yield
    deadline = time.monotonic() + GRACE_SECONDS
    while (left := asyncio.all_tasks() - {asyncio.current_task()}) and time.monotonic() < deadline:
        await asyncio.sleep(0.02)
    assert not left, f"the test left tasks running: {left}"


@pytest.fixture(autouse=True)
def no_leaked_tasks(request: pytest.FixtureRequest, no_leaked_threads: None, no_leaked_processes: None) -> None:
    """After the others here, hence judged before them: closing the loop ends its threads."""
    if inspect.iscoroutinefunction(request.function):
        request.getfixturevalue("only_own_tasks")


@pytest.fixture(scope="session", autouse=True)
def _no_real_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A test that forgets `home` must not find the library of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STUDIO_HOME", str(tmp_path_factory.mktemp("nobody")))
        yield


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty STUDIO_HOME of the test's own, in the environment of this process and its children."""
    path = tmp_path / "home"
    path.mkdir()
    monkeypatch.setenv("STUDIO_HOME", str(path))
    return path


@pytest.fixture(scope="session")
def tiny_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a tiny model and one addition of each kind, made by a process that may import torch."""
    folder = tmp_path_factory.mktemp("set")
    subprocess.run([sys.executable, "-m", "tests.tiny_set", str(folder)], check=True, capture_output=True)
    return folder
