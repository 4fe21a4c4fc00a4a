"""Hugging Face's hub, or a mirror of it, through its own client: what a model consists of, and the bytes of a file.

The client's own hf_hub_download is not used: since 1.x it throws away what it has of a file when the process ends
(huggingface_hub pull request 4228), and inside a process up to 10 MB at every break. Its building blocks are: HfApi for
what there is, hf_hub_url for where, and its one session for the bytes, in pieces small enough to keep. Files that the
hub stores with Xet come over its plain HTTP bridge, which knows ranges; hf_xet leaves nothing to go on with.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import TypeVar

import msgspec
from huggingface_hub import HfApi, constants, get_session, get_token, hf_hub_url
from huggingface_hub.errors import HfHubHTTPError
from huggingface_hub.hf_api import RepoSibling
from huggingface_hub.utils import build_hf_headers as _headers  # pyright: ignore[reportUnknownVariableType]
from huggingface_hub.utils import hf_raise_for_status, logging

from studio import __version__
from studio.catalog.hub_errors import TROUBLE, asked_to_wait, explained, host_of, in_words, passing, wants_token

T = TypeVar("T")
PIECE = 256 * 1024
"""bytes that are written at once: what a break can cost"""
TRIES = 6
"""failures in a row, without a byte between them, until a file is given up"""
TRIES_ASKING = 3
"""the same before the first byte, when the user waits for an answer"""
_FROM_THERE, _ALL_THERE, _TOO_MANY = 206, 416, 429
LONGEST_WAIT = 120.0
"""seconds; a hub that asks for more is left alone and the user told"""

logging.set_verbosity_error()  # its warnings speak to programmers; ours to the user


class RemoteFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a model as the hub describes it."""

    path: str
    size: int
    sha256: str = ""
    """of large files; empty for small ones"""
    git: str = ""
    """git's own hash (SHA-1 of header and content), which the hub has of every file"""


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What the hub says of one version of a model."""

    repo: str
    commit: str
    files: tuple[RemoteFile, ...]
    licence: str
    """SPDX identifier or the hub's own short name; empty when nobody says"""
    licence_name: str
    licence_link: str


class Stopped(Exception):
    """The user asked to stop."""


class Hub:
    """One hub. Answers with what it says, or raises HubUnreachable, HubMissing, HubRefused or HubBusy with a remedy."""

    def __init__(
        self,
        endpoint: str = "",
        *,
        token: Callable[[], str | None] = lambda: None,
        say: Callable[[str], None] = lambda text: None,
        stop: threading.Event | None = None,
        first_wait: float = 0.5,
    ) -> None:
        """`endpoint`: HF_ENDPOINT or huggingface.co if empty. `token` is asked only once the hub has refused without.

        `say` hears why it waits. `first_wait`: seconds after a first failure; doubled after each further one.
        """
        self.endpoint = (endpoint or constants.ENDPOINT).rstrip("/")
        self._find_token = token
        self._token: str | None = None
        self._say = say
        self._stop = threading.Event() if stop is None else stop
        self._first_wait = first_wait

    @property
    def host(self) -> str:
        return host_of(self.endpoint)

    def about(self, repo: str, revision: str | None = None) -> About:
        """Which files this version has (the newest of the main branch if None), and under which licence."""
        info = self._patiently(
            repo,
            lambda: HfApi(endpoint=self.endpoint, token=self._token or False).model_info(
                repo, revision=revision, files_metadata=True, timeout=float(constants.HF_HUB_DOWNLOAD_TIMEOUT)
            ),
        )
        card = info.card_data
        return About(
            repo=repo,
            commit=info.sha or revision or constants.DEFAULT_REVISION,
            files=tuple(_remote(sibling) for sibling in info.siblings or ()),
            licence=_text(card.get("license") if card else None),
            licence_name=_text(card.get("license_name") if card else None),
            licence_link=_text(card.get("license_link") if card else None),
        )

    def read(self, repo: str, commit: str, path: str, limit: int) -> bytes:
        """A small file, `limit` bytes of it at most."""
        return self._patiently(repo, lambda: self._read(repo, commit, path, limit))

    def pieces(self, repo: str, commit: str, path: str, start: Callable[[], int]) -> Iterator[tuple[int, bytes]]:
        """The bytes of a file from `start()` on, as (position, bytes), however often the line breaks in between.

        `start` tells how much is there, whenever the file is asked for anew. A server that cannot go on begins again
        at position 0.
        """
        failures = 0
        while True:
            before = start()
            try:
                with self._opened(repo, commit, path, before) as (position, pieces):
                    for piece in pieces:
                        failures = 0
                        yield position, piece
                        position += len(piece)
                        self._check()
                return
            except TROUBLE as error:
                failures += 1
                self._recover(error, repo, failures, TRIES)

    def _read(self, repo: str, commit: str, path: str, limit: int) -> bytes:
        content = bytearray()
        with self._opened(repo, commit, path, 0) as (_, pieces):
            for piece in pieces:
                content += piece
                if len(content) >= limit:
                    break
        return bytes(content[:limit])

    @contextmanager
    def _opened(self, repo: str, commit: str, path: str, start: int) -> Generator[tuple[int, Iterator[bytes]]]:
        url = hf_hub_url(repo, path, revision=commit, endpoint=self.endpoint)
        headers = _headers(token=self._token or False, library_name="blink-studio", library_version=__version__)
        headers["Accept-Encoding"] = "identity"  # ranges and sizes are those of the file itself
        if start:
            headers["Range"] = f"bytes={start}-"
        timeout = float(constants.HF_HUB_DOWNLOAD_TIMEOUT)
        with get_session().stream("GET", url, headers=headers, timeout=timeout, follow_redirects=True) as response:
            if start and response.status_code == _ALL_THERE:
                yield start, iter(())  # it was all there
                return
            hf_raise_for_status(response)
            position = start if response.status_code == _FROM_THERE else 0
            yield position, response.iter_bytes(PIECE)

    def _patiently(self, repo: str, ask: Callable[[], T]) -> T:
        failures = 0
        while True:
            self._check()
            try:
                return ask()
            except TROUBLE as error:
                failures += 1
                self._recover(error, repo, failures, TRIES_ASKING)

    def _recover(self, error: Exception, repo: str, failures: int, tries: int) -> None:
        """Do what may help before it is asked again; raise the error as the user shall see it where nothing does."""
        if wants_token(error) and self._token is None and (token := self._find_token()):
            self._token = token
            return
        pause = self._pause_after(error, failures, tries)
        if pause is None or failures >= tries:
            raise explained(error, repo, self.endpoint, with_token=self._token is not None) from error
        self._stop.wait(pause)
        self._check()

    def _pause_after(self, error: Exception, failures: int, tries: int) -> float | None:
        """Seconds to wait; None where waiting does not help."""
        if isinstance(error, HfHubHTTPError) and error.response.status_code == _TOO_MANY:
            asked = asked_to_wait(error.response.headers)
            pause = self._first_wait * 2**failures if asked is None else asked
            if pause > LONGEST_WAIT:
                return None
            self._say(f"{self.host} asks to wait {in_words(pause)} …")
            return pause
        if not passing(error, self.endpoint):
            return None
        if failures > 1:
            self._say(f"The connection to {self.host} broke; trying again ({failures} of {tries}) …")
        return self._first_wait * 2 ** (failures - 1)

    def _check(self) -> None:
        if self._stop.is_set():
            raise Stopped


def login() -> str | None:
    """The token of Hugging Face's own login on this machine (hf auth login)."""
    return get_token()


def _remote(sibling: RepoSibling) -> RemoteFile:
    lfs = sibling.lfs
    return RemoteFile(
        path=sibling.rfilename,
        size=(lfs.size if lfs else sibling.size) or 0,
        sha256=lfs.sha256 if lfs else "",
        git="" if lfs else sibling.blob_id or "",
    )


def _text(value: object) -> str:
    """Cards are written by hand: a list of licences, or something else entirely."""
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return value.strip() if isinstance(value, str) else ""
