"""A keyring in memory, and one that is locked."""

from __future__ import annotations

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError


class MemoryKeyring(KeyringBackend):
    """As good as a system's own."""

    priority = 5  # pyright: ignore[reportAssignmentType, reportIncompatibleMethodOverride]

    def __init__(self) -> None:
        super().__init__()  # pyright: ignore[reportUnknownMemberType]
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError(username)


class LockedKeyring(MemoryKeyring):
    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("nobody is there to unlock it")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked("nobody is there to unlock it")


class NoKeyring(MemoryKeyring):
    """What the library offers where the system has none."""

    priority = 0  # pyright: ignore[reportAssignmentType, reportIncompatibleMethodOverride]
