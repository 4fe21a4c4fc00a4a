"""A polite stop: the run saves and ends, and a second request is not held up."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from models.training.stopping import Stopping


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_asking_once_is_noted_and_twice_is_not_caught(number: signal.Signals) -> None:
    stopping = Stopping()
    assert not stopping
    signal.raise_signal(number)
    assert stopping
    assert signal.getsignal(number) is signal.SIG_DFL
