"""What the end of an engine means to the user."""

from __future__ import annotations

from studio.backends.engine_process import EngineEnd
from studio.errors import EngineError, EngineHung, EngineLost, EngineStartFailed, ProtocolError


def never_ready(end: EngineEnd) -> bool:
    """Whether another try would end the same way: it gave up by itself, or spoke something else."""
    return bool(end.protocol) or end.status is None or end.status >= 0


def start_failure(end: EngineEnd) -> EngineError:
    """Of an engine that ended before it was ready."""
    if end.protocol:
        return protocol_failure(end)
    return EngineStartFailed(
        "The engine could not be started.",
        remedy="Run “studio doctor”: it says what the engine misses and how to mend it.",
        detail=end.detail,
    )


def protocol_failure(end: EngineEnd) -> ProtocolError:
    return ProtocolError(
        "The engine and the studio did not understand each other.",
        remedy="Reinstall Blink Studio, or set engine.python to a Python that has this same version.",
        detail=f"{end.protocol}\n{end.detail}",
    )


def lost(end: EngineEnd) -> EngineError:
    """Of an engine that died at work, and so did the one after it."""
    if end.protocol:
        return protocol_failure(end)
    return EngineLost(
        "The engine ended unexpectedly, twice.",
        remedy="Memory may be short: close other programs, or make smaller pictures. Then try again.",
        detail=f"exit status {end.status}\n{end.detail}",
    )


def hung(minutes: float) -> EngineHung:
    """Of an engine that said nothing any more, and so did the one after it."""
    return EngineHung(
        f"The engine said nothing for {minutes:.0f} minutes and was ended, twice.",
        remedy="Make a smaller picture, or choose another model. If it happens again, run “studio doctor”.",
    )
