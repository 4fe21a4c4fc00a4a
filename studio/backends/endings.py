"""What the end of a worker process means to the user."""

from __future__ import annotations

from studio.backends.engine_process import EngineEnd
from studio.backends.kind import Kind
from studio.errors import EngineError, EngineHung, EngineLost, EngineStartFailed, ProtocolError


def never_ready(end: EngineEnd) -> bool:
    """Whether another try would end the same way: it gave up by itself, or spoke something else."""
    return bool(end.protocol) or end.status is None or end.status >= 0


def start_failure(kind: Kind, end: EngineEnd) -> EngineError:
    """Of one that ended before it was ready."""
    if end.protocol:
        return protocol_failure(kind, end)
    return EngineStartFailed(
        f"{kind.called} could not be started.",
        remedy="Run “studio doctor”: it says what is missing and how to mend it.",
        detail=end.detail,
    )


def protocol_failure(kind: Kind, end: EngineEnd) -> ProtocolError:
    mend = ", or set engine.python to a Python that has this same version" if kind.other_python else ""
    return ProtocolError(
        f"{kind.called} and the studio did not understand each other.",
        remedy=f"Reinstall Blink Studio{mend}.",
        detail=f"{end.protocol}\n{end.detail}",
    )


def lost(kind: Kind, end: EngineEnd) -> EngineError:
    """Of one that died at work, and so did the one after it."""
    if end.protocol:
        return protocol_failure(kind, end)
    return EngineLost(
        f"{kind.called} ended unexpectedly, twice.",
        remedy="Memory may be short: close other programs, or make smaller pictures. Then try again.",
        detail=f"exit status {end.status}\n{end.detail}",
    )


def hung(kind: Kind, minutes: float) -> EngineHung:
    """Of one that said nothing any more, and so did the one after it."""
    change = "Make a smaller picture, or choose another model." if kind.loads else "Make a smaller picture."
    return EngineHung(
        f"{kind.called} said nothing for {minutes:.0f} minutes and was ended, twice.",
        remedy=f"{change} If it happens again, run “studio doctor”.",
    )
