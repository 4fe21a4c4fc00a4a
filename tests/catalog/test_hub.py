"""The hub's client: patience, resuming, and what its refusals mean."""

from __future__ import annotations

import email.utils
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from huggingface_hub import close_session, constants

from studio.catalog.hub import TRIES_ASKING, Hub, Stopped
from studio.catalog.hub_errors import asked_to_wait, in_words
from studio.errors import HubMissing, HubUnreachable
from tests.catalog.big_models import REPO, UNET, write_big_model
from tests.hub_server import Hub as Served
from tests.hub_server import serving


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """A hub on this machine; the test suite's own HF_HUB_OFFLINE, which the client read at import, is undone."""
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    with serving() as served:
        served.models[REPO] = write_big_model(tmp_path / "offered")
        yield served
    close_session()


def client(served: Served, **more: object) -> Hub:
    return Hub(served.endpoint, first_wait=0.001, **more)  # pyright: ignore[reportArgumentType]


def read(hub: Hub, path: str = UNET) -> bytes:
    content = bytearray()
    for position, piece in hub.pieces(REPO, "main", path, content.__len__):
        del content[position:]
        content += piece
    return bytes(content)


def test_what_a_model_consists_of(served: Served) -> None:
    served.cards[REPO] = {"license": ["mit", "apache-2.0"], "license_name": 7}
    about = client(served).about(REPO)
    files = {file.path: file for file in about.files}
    assert files[UNET].size == (served.models[REPO] / UNET).stat().st_size
    assert len(files[UNET].sha256) == 64
    assert (len(files["unet/config.json"].git), files["unet/config.json"].sha256) == (40, "")
    assert (about.licence, about.licence_name) == ("mit, apache-2.0", "")
    assert client(served).about(REPO, about.commit).commit == about.commit


def test_a_server_that_knows_no_ranges_begins_again(served: Served) -> None:
    served.mood.cuts, served.mood.cut_after, served.mood.without_ranges = 2, 1_000_000, True
    assert read(client(served)) == (served.models[REPO] / UNET).read_bytes()


def test_a_line_that_breaks_without_end_is_given_up_but_not_while_bytes_come(served: Served) -> None:
    served.mood.cuts, served.mood.cut_after = 10, 300_000
    assert read(client(served)) == (served.models[REPO] / UNET).read_bytes()
    served.mood.cuts, served.mood.cut_after = 10**6, 1
    with pytest.raises(HubUnreachable, match="again and again"):
        read(client(served))


def test_what_is_asked_goes_through_a_short_failure(served: Served) -> None:
    served.mood.failing = TRIES_ASKING - 1
    assert client(served).about(REPO).repo == REPO
    served.mood.failing = TRIES_ASKING
    with pytest.raises(HubUnreachable, match="503"):
        client(served).about(REPO)


def test_nobody_there(served: Served) -> None:
    with pytest.raises(HubUnreachable) as caught:
        Hub("http://127.0.0.1:1", first_wait=0.001).about(REPO)
    assert "--mirror" in caught.value.remedy


def test_a_hub_that_does_not_answer(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_DOWNLOAD_TIMEOUT", 0.1)  # as its environment variable does
    with socket.create_server(("127.0.0.1", 0)) as deaf, pytest.raises(HubUnreachable) as caught:
        Hub(f"http://127.0.0.1:{deaf.getsockname()[1]}", first_wait=0.001).about(REPO)
    assert "did not answer in time" in caught.value.message
    assert "HF_HUB_DOWNLOAD_TIMEOUT" in caught.value.remedy


def test_offline_is_said(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(HubUnreachable, match="HF_HUB_OFFLINE is set"):
        client(served).about(REPO)
    assert served.requests == []


@pytest.mark.parametrize("name", ["maker/with space", "a--b/c", "../secret"])
def test_what_is_no_name(served: Served, name: str) -> None:
    with pytest.raises(HubMissing):
        client(served).about(name)


def test_a_stop_is_answered_while_it_waits_and_while_bytes_come(served: Served) -> None:
    stop = threading.Event()
    hub = client(served, stop=stop)
    pieces = hub.pieces(REPO, "main", UNET, lambda: 0)
    next(pieces)
    stop.set()
    with pytest.raises(Stopped):
        next(pieces)
    with pytest.raises(Stopped):
        hub.about(REPO)


def test_a_small_file_is_read_up_to_its_limit(served: Served) -> None:
    assert client(served).read(REPO, "main", "unet/config.json", 5) == b'{"_cl'


def test_how_long_to_wait() -> None:
    assert asked_to_wait({"Retry-After": "7"}) == 7
    assert asked_to_wait({"ratelimit": '"api";r=0;t=55'}) == 55
    assert asked_to_wait({"ratelimit": '"api";r=9;t=55'}) is None
    assert asked_to_wait({}) is None
    later = asked_to_wait({"retry-after": email.utils.formatdate(time.time() + 600, usegmt=True)})
    assert later is not None
    assert 0 < later <= 600
    assert [in_words(seconds) for seconds in (0.2, 30, 600, 9000)] == ["1 s", "30 s", "10 minutes", "2 hours"]
