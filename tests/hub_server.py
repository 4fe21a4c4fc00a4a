"""A hub on this machine that speaks Hugging Face's protocol: what models consist of, and files with ranges and links.

Small files come from the hub itself; large ones (LFS) are a redirect to another host, as in life. It can be told to
misbehave. Every request is written down.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

LFS_SUFFIXES = (".safetensors", ".bin", ".ckpt")


@dataclass
class Mood:
    """How the hub misbehaves."""

    cut_after: int = 0
    """bytes of a body after which the line breaks"""
    cuts: int = 0
    """how often it still does so"""
    wrong: dict[str, int] = field(default_factory=dict[str, int])
    """file to how often it still comes with one byte changed"""
    too_many: int = 0
    """how many requests are still answered with 429"""
    retry_after: str = "0"
    failing: int = 0
    """how many requests are still answered with 503"""
    token: str = ""
    """without it every file of a model is refused as gated"""
    forbids: bool = False
    """whoever has a token is refused with 403"""
    without_ranges: bool = False
    """ranges are not understood: every answer begins at the beginning"""
    sizes: dict[str, int] = field(default_factory=dict[str, int])
    """file to the size that the hub claims"""
    slow: threading.Event | None = None
    """bodies stop half-way until it is set"""


@dataclass(frozen=True)
class Request:
    """One request as it came."""

    method: str
    path: str
    range: str
    token: str
    agent: str


class Hub:
    """The models of a hub: repo to folder."""

    def __init__(self) -> None:
        self.models: dict[str, Path] = {}
        self.cards: dict[str, dict[str, Any]] = {}
        self.mood = Mood()
        self.requests: list[Request] = []
        self.endpoint = ""
        self._lock = threading.Lock()

    @property
    def bodies(self) -> list[str]:
        """Paths of the large files that were asked for, one for each time."""
        return [request.path for request in self.requests if request.path.startswith("/cdn/")]

    def take(self, counter: str) -> bool:
        """Whether a misbehaviour that happens so many times happens now."""
        with self._lock:
            left = getattr(self.mood, counter)
            if left > 0:
                setattr(self.mood, counter, left - 1)
            return left > 0

    def spoils(self, name: str) -> bool:
        with self._lock:
            left = self.mood.wrong.get(name, 0)
            self.mood.wrong[name] = left - 1
            return left > 0


def commit_of(folder: Path) -> str:
    """As git would, a name for exactly this content."""
    total = hashlib.sha1(usedforsecurity=False)
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            total.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return total.hexdigest()


def git_hash(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


class _Refused(Exception):
    def __init__(self, status: int, headers: Mapping[str, str], message: str) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers
        self.message = message


class _Answer(BaseHTTPRequestHandler):
    hub: Hub
    protocol_version = "HTTP/1.0"  # every answer ends its connection: no thread outlives a test

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: object) -> None:
        """Silence."""

    def _answer(self) -> None:
        path = unquote(urlsplit(self.path).path)
        self._write_down(path)
        try:
            if match := re.fullmatch(r"/api/models/([^/]+/[^/]+)(?:/revision/(.+))?", path):
                self._model(match[1], match[2])
            elif match := re.fullmatch(r"/([^/]+/[^/]+)/resolve/([^/]+)/(.+)", path):
                self._file(match[1], match[2], match[3])
            elif match := re.fullmatch(r"/cdn/([^/]+/[^/]+)/(.+)", path):
                self._body(self.hub.models[match[1]] / match[2], match[2])
            else:
                raise _Refused(404, {}, "Not found")
        except _Refused as refused:
            self._refuse(refused)
        except (BrokenPipeError, ConnectionResetError):
            return  # whoever asked has gone

    def _write_down(self, path: str) -> None:
        headers = self.headers
        self.hub.requests.append(
            Request(
                method=self.command,
                path=path,
                range=headers.get("Range", ""),
                token=headers.get("Authorization", "").removeprefix("Bearer "),
                agent=headers.get("User-Agent", ""),
            )
        )

    def _folder(self, repo: str, revision: str | None, *, gated: bool) -> tuple[Path, str]:
        mood = self.hub.mood
        if self.hub.take("too_many"):
            raise _Refused(429, {"Retry-After": mood.retry_after}, "Too many requests")
        if self.hub.take("failing"):
            raise _Refused(503, {}, "Service unavailable")
        if mood.token and gated:
            given = self.headers.get("Authorization", "").removeprefix("Bearer ")
            if not given:
                raise _Refused(401, {"X-Error-Code": "GatedRepo"}, "Access to this model is restricted.")
            if mood.forbids:
                raise _Refused(403, {"X-Error-Code": "GatedRepo"}, "You are not in the authorized list.")
            if given != mood.token:
                raise _Refused(401, {}, "Invalid credentials in Authorization header")
        folder = self.hub.models.get(repo)
        if folder is None:
            raise _Refused(401, {"X-Error-Code": "RepoNotFound"}, "Invalid username or password.")
        commit = commit_of(folder)
        if revision not in (None, "main", commit):
            raise _Refused(404, {"X-Error-Code": "RevisionNotFound"}, f"Invalid rev id: {revision}")
        return folder, commit

    def _model(self, repo: str, revision: str | None) -> None:
        folder, commit = self._folder(repo, revision, gated=False)  # what a gated model consists of is public
        files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        about = {
            "_id": commit[:24],
            "id": repo,
            "modelId": repo,
            "sha": commit,
            "private": False,
            "gated": "auto" if self.hub.mood.token else False,
            "downloads": 1,
            "likes": 1,
            "tags": ["diffusers"],
            "cardData": self.hub.cards.get(repo, {}),
            "siblings": [self._sibling(folder, path) for path in files],
        }
        content = json.dumps(about).encode()
        self._send(200, {"Content-Type": "application/json", "Content-Length": str(len(content))}, content)

    def _sibling(self, folder: Path, path: Path) -> dict[str, Any]:
        name = path.relative_to(folder).as_posix()
        content = path.read_bytes()
        size = self.hub.mood.sizes.get(name, len(content))
        told: dict[str, Any] = {"rfilename": name, "size": size, "blobId": git_hash(content)}
        if name.endswith(LFS_SUFFIXES):
            told["lfs"] = {"sha256": hashlib.sha256(content).hexdigest(), "size": size, "pointerSize": 135}
        return told

    def _file(self, repo: str, revision: str, name: str) -> None:
        folder, commit = self._folder(repo, revision, gated=True)
        path = folder / name
        if not path.is_file():
            raise _Refused(404, {"X-Error-Code": "EntryNotFound"}, "Entry not found")
        if not name.endswith(LFS_SUFFIXES):
            self._body(path, name, {"X-Repo-Commit": commit, "ETag": f'"{git_hash(path.read_bytes())}"'})
            return
        content = path.read_bytes()
        port = urlsplit(self.hub.endpoint).port
        headers = {
            "Location": f"http://localhost:{port}/cdn/{repo}/{name}",
            "X-Repo-Commit": commit,
            "X-Linked-Size": str(len(content)),
            "X-Linked-Etag": f'"{hashlib.sha256(content).hexdigest()}"',
            "Content-Length": "0",
        }
        self._send(302, headers, b"")

    def _body(self, path: Path, name: str, headers: Mapping[str, str] | None = None) -> None:
        content = path.read_bytes()
        if self.hub.spoils(name):
            content = content[:-1] + bytes([content[-1] ^ 1])
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        start = int(asked[1]) if asked and not self.hub.mood.without_ranges else 0
        if start >= len(content) > 0:
            raise _Refused(416, {"Content-Range": f"bytes */{len(content)}"}, "Range not satisfiable")
        told = {**(headers or {}), "Content-Length": str(len(content) - start), "Accept-Ranges": "bytes"}
        if start:
            told["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        self._send(206 if start else 200, told, content[start:])

    def _send(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        mood = self.hub.mood
        if body and len(body) > mood.cut_after > 0 and self.hub.take("cuts"):
            self.wfile.write(body[: mood.cut_after])
            self.wfile.flush()
            return  # less than was promised, and then the line is gone
        if mood.slow is not None and len(body) > 100_000:
            self.wfile.write(body[: len(body) // 2])
            self.wfile.flush()
            mood.slow.wait(30)
            self.wfile.write(body[len(body) // 2 :])
            return
        self.wfile.write(body)

    def _refuse(self, refused: _Refused) -> None:
        content = json.dumps({"error": refused.message}).encode()
        headers = {"X-Error-Message": refused.message, "Content-Type": "application/json", **refused.headers}
        self._send(refused.status, {**headers, "Content-Length": str(len(content))}, content)


@contextmanager
def serving() -> Iterator[Hub]:
    """A hub until the block ends."""
    hub = Hub()
    handler = type("Answer", (_Answer,), {"hub": hub})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        hub.endpoint = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, name="hub")
        thread.start()
        try:
            yield hub
        finally:
            server.shutdown()
            thread.join()


def wait_for(condition: Any, seconds: float = 30.0) -> None:
    """Until `condition()` holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came to pass"
        time.sleep(0.02)
