"""Staying awake where the system has no bus to ask: no message, no warning, nothing left behind."""

from __future__ import annotations

import threading
import time

import pytest

from studio.jobs.awake import LINGER_SECONDS, Awake


def asking() -> bool:
    return any(thread.name == "stay-awake" for thread in threading.enumerate())


def gone() -> bool:
    deadline = time.monotonic() + 10
    while asking() and time.monotonic() < deadline:
        time.sleep(0.01)
    return not asking()


def test_it_asks_once_and_lets_go(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    awake = Awake()
    awake.keep(False)
    assert not asking()
    awake.keep(True)
    awake.keep(True)
    assert sum(thread.name == "stay-awake" for thread in threading.enumerate()) == 1
    awake.close()
    assert gone()
    assert not awake.asked


def test_it_stays_awake_between_two_jobs(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    now = 1000.0
    awake = Awake(lambda: now)
    awake.keep(True)
    awake.keep(False)
    assert awake.asked
    now += LINGER_SECONDS + 1
    awake.keep(False)
    assert not awake.asked
    assert gone()
