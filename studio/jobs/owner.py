"""Who runs the jobs of one home: an OS lock that death releases, and a note saying who holds it."""

from __future__ import annotations

import os

import filelock
import msgspec

from studio.errors import FolderUnusable, OtherVersion
from studio.paths import Home


class Holder(msgspec.Struct, frozen=True, kw_only=True):
    """The process that runs the jobs."""

    pid: int
    version: str


msgspec.json.Decoder(Holder)  # before any thread decodes it: see recipe/recipe.py


class Ownership:
    """The runner lock of a home. Several processes may try for it; one has it."""

    def __init__(self, home: Home, version: str) -> None:
        self._lock = filelock.FileLock(home.runner_lock, blocking=False, thread_local=False)
        self._note = home.data / "runner.json"
        self._data = home.data
        self._version = version

    @property
    def held(self) -> bool:
        return self._lock.is_locked

    def take(self) -> bool:
        """Become the owner if nobody is. Never waits. Raises FolderUnusable if the home cannot be written."""
        if self.held:
            return True
        try:
            self._data.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
        except filelock.Timeout:
            return False
        except OSError as error:
            raise FolderUnusable(
                f"The studio's folder {self._data} cannot be written.",
                remedy="Make it writable, or choose another one with STUDIO_HOME.",
                detail=str(error),
            ) from error
        self._sign()
        return True

    def release(self) -> None:
        """Let somebody else run the jobs. Harmless when not held."""
        if self.held:
            self._note.unlink(missing_ok=True)
            self._lock.release()

    def holder(self) -> Holder | None:
        """Who signed last; None while nobody has, or while the note is being changed."""
        try:
            return msgspec.json.decode(self._note.read_bytes(), type=Holder)
        except (OSError, msgspec.DecodeError):
            return None

    def require_same_version(self) -> None:
        """Raise OtherVersion if a living process of another version runs the jobs of this home."""
        holder = self.holder()
        if self.held or holder is None or holder.version == self._version or not _alive(holder.pid):
            return
        raise OtherVersion(
            f"Blink Studio {holder.version} is already working in this home; this is version {self._version}.",
            remedy=f"Close the other Blink Studio (process {holder.pid}), then try again.",
        )

    def _sign(self) -> None:
        draft = self._note.with_suffix(f".{os.getpid()}.part")
        draft.write_bytes(msgspec.json.encode(Holder(pid=os.getpid(), version=self._version)))
        draft.replace(self._note)


def _alive(pid: int) -> bool:
    import psutil  # costs 20 ms, and is needed only when versions differ

    return psutil.pid_exists(pid)
