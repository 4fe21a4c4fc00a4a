"""`studio models get` against a hub on this machine that behaves well, badly, and not at all."""

from __future__ import annotations

import io
import json
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from filelock import FileLock

from tests.catalog.big_models import REPO, UNET, write_big_model, write_big_weights, write_many_variants
from tests.catalog.model_folders import write_model
from tests.cli.conftest import Run, finish
from tests.cli.hub_commands import start
from tests.hub_server import Hub, commit_of, wait_for
from tests.keyrings import MemoryKeyring
from tests.library.disks import SmallTmpfs, may_mount, mounted

NAME = REPO.partition("/")[2]


def listed(run: Run, name: str = NAME) -> dict[str, object]:
    models = run("models", "list", "--json").document["models"]
    return next((model for model in models if model["id"] == name), {})


def fetched(home: Path, file: str = UNET) -> Path:
    return home / "models" / NAME / file


# As a user's own process, nothing patched in it


def test_a_line_that_breaks_three_times(home: Path, hub: Hub, run: Run) -> None:
    hub.mood.cuts, hub.mood.cut_after = 3, 700_000
    outcome = finish(start(home, hub, "get", REPO, "--yes", "--json"))
    assert outcome.status == 0, outcome.err
    assert outcome.document["state"] == "ready"
    assert outcome.document["fetched"] == outcome.document["bytes"]
    assert fetched(home).read_bytes() == (hub.models[REPO] / UNET).read_bytes()
    ranges = [request.range for request in hub.requests if request.path.endswith(UNET) and "/cdn/" in request.path]
    starts = [int(text.removeprefix("bytes=").removesuffix("-") or 0) for text in ranges]
    assert len(starts) == 4
    assert starts == sorted(set(starts))
    assert starts[1] >= 500_000
    model = listed(run)
    assert (model["state"], model["licence"], model["family"]) == ("ready", "openrail++", "stable-diffusion")
    assert all("torch" not in request.agent for request in hub.requests)


def test_ctrl_c_keeps_what_came_and_the_next_one_goes_on(home: Path, hub: Hub, run: Run) -> None:
    hub.mood.slow = threading.Event()
    process = start(home, hub, "get", REPO, "--yes", "--json")
    part = home / "models" / ".getting" / NAME / (UNET + ".part")
    try:
        wait_for(lambda: part.exists() and part.stat().st_size > 1_000_000)
        process.send_signal(signal.SIGINT)
        outcome = finish(process)
    finally:
        hub.mood.slow.set()
        process.kill()
    assert outcome.status == 130, outcome.err
    assert outcome.document["state"] == "unfinished"
    assert f"studio models get {NAME}" in outcome.err
    half = listed(run)
    assert half["state"] == "unfinished"
    assert "Half fetched: " in str(half["problem"])
    assert "unfinished" in run("models", "list").out
    for command in (["models", "verify", NAME], ["generate", "a cat", "--model", NAME]):
        outcome = run(*command)
        assert outcome.status == 1
        assert "Half fetched: " in outcome.err
        assert f"studio models get {NAME}" in outcome.err

    hub.mood.slow, before = None, len(hub.requests)
    again = finish(start(home, hub, "get", NAME, "--yes"))
    assert again.status == 0, again.err
    assert "Going on" in again.err
    (asked,) = [request for request in hub.requests[before:] if "/cdn/" in request.path and request.path.endswith(UNET)]
    assert int(asked.range.removeprefix("bytes=").removesuffix("-")) > 1_000_000
    assert listed(run)["state"] == "ready"


def test_the_token_of_hugging_faces_tools_goes_to_what_hf_endpoint_names(home: Path, hub: Hub) -> None:
    hub.mood.token = "hf_right"
    outcome = finish(start(home, hub, "get", REPO, "--yes", HF_TOKEN="hf_right"))
    assert outcome.status == 0, outcome.err


# In this process


@pytest.fixture
def ring() -> Iterator[MemoryKeyring]:
    """The system has a keyring, and it is empty."""
    before = keyring.get_keyring()
    ring = MemoryKeyring()
    keyring.set_keyring(ring)
    yield ring
    keyring.set_keyring(before)


def test_a_file_that_comes_wrong_is_fetched_once_more(home: Path, hub: Hub, get: Run, run: Run) -> None:
    hub.mood.wrong = {UNET: 1}
    assert get(REPO, "--yes").status == 0
    assert len([path for path in hub.bodies if path.endswith(UNET)]) == 2
    assert listed(run)["state"] == "ready"
    assert run("models", "verify", NAME).status == 0


def test_a_file_that_stays_wrong_is_never_listed(home: Path, hub: Hub, get: Run, run: Run) -> None:
    hub.mood.wrong = {UNET: 9}
    outcome = get(REPO, "--yes", "--json")
    assert outcome.status == 1
    assert outcome.document["errors"][0]["kind"] == "ModelDamaged"
    assert "checksum" in outcome.err
    assert listed(run)["state"] == "unfinished"
    hub.mood.wrong = {}
    before = len(hub.bodies)
    assert get(REPO, "--yes").status == 0
    assert hub.bodies[before].endswith(UNET)  # what came before it was kept


def test_a_small_file_that_comes_wrong_is_seen_by_gits_hash(hub: Hub, get: Run, run: Run) -> None:
    hub.mood.wrong = {"unet/config.json": 1}
    assert get(REPO, "--yes").status == 0
    assert listed(run)["state"] == "ready"


def test_a_gated_model_is_explained_and_opens_with_the_kept_token(
    home: Path, hub: Hub, get: Run, run: Run, ring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.mood.token = "hf_right"
    refused = get(REPO, "--yes")
    assert refused.status == 1
    assert "only to people who asked" in refused.err
    assert "https://huggingface.co/settings/tokens" in refused.err
    host = hub.endpoint.removeprefix("http://")
    monkeypatch.setattr("sys.stdin", io.StringIO("hf_right\n"))
    assert run("keys", "set", host).status == 0
    assert ring.kept["Blink Studio", host] == "hf_right"
    asked = len(hub.requests)
    assert get(REPO, "--yes").status == 0
    assert hub.requests[asked].token == ""  # nobody is told who asks before it must be
    assert {request.token for request in hub.requests[asked:] if request.path.startswith("/cdn/")} == {""}
    assert not [path for path in home.rglob("*") if path.is_file() and b"hf_right" in path.read_bytes()]


@pytest.mark.parametrize(("forbids", "said"), [(True, "does not open"), (False, "does not know the token")])
def test_a_token_that_does_not_help(
    hub: Hub, get: Run, monkeypatch: pytest.MonkeyPatch, forbids: bool, said: str
) -> None:
    hub.mood.token, hub.mood.forbids = "hf_right", forbids
    monkeypatch.setenv(
        "STUDIO_KEY_" + hub.endpoint.removeprefix("http://").replace(".", "_").replace(":", "_"), "hf_no"
    )
    outcome = get(REPO, "--yes")
    assert outcome.status == 1
    assert said in outcome.err
    assert "hf_no" not in outcome.err


def test_hugging_faces_token_is_not_given_to_a_mirror(hub: Hub, get: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_mine")
    hub.mood.token = "hf_mine"
    assert get(REPO, "--yes").status == 1
    assert {request.token for request in hub.requests} == {""}


def test_too_many_requests_are_waited_out_as_asked(hub: Hub, get: Run) -> None:
    hub.mood.too_many, hub.mood.retry_after = 1, "1"
    outcome = get(REPO, "--yes")
    assert outcome.status == 0
    assert "asks to wait 1 s" in outcome.err


def test_too_long_a_wait_is_left_to_the_user(hub: Hub, get: Run) -> None:
    hub.mood.too_many, hub.mood.retry_after = 1, "3600"
    outcome = get(REPO, "--yes", "--json")
    assert outcome.status == 1
    assert outcome.document["errors"][0]["kind"] == "HubBusy"
    assert "Try again in 60 minutes" in outcome.err


def test_a_hub_that_fails_for_a_moment(hub: Hub, get: Run) -> None:
    hub.mood.failing = 1
    assert get(REPO, "--yes").status == 0


def test_what_is_not_there(hub: Hub, get: Run) -> None:
    nobody = get("maker/nobody", "--yes")
    assert nobody.status == 1
    assert "maker/nobody" in nobody.err
    version = get(REPO, "--revision", "v9", "--yes")
    assert "no such version" in version.err
    unknown = get("sd-turb")
    assert "Did you mean “sd-turbo”?" in unknown.err


def test_a_disk_that_is_too_small_is_told_before_it_begins(home: Path, hub: Hub, get: Run, run: Run) -> None:
    hub.mood.sizes = {UNET: 10**16}
    outcome = get(REPO, "--yes", "--json")
    assert outcome.status == 1
    (error,) = outcome.document["errors"]
    assert error["kind"] == "DiskFull"
    assert "are missing" in error["message"]
    assert hub.bodies == []
    assert listed(run) == {}


@pytest.mark.skipif(not may_mount(), reason="mounting is not allowed here")
def test_a_small_disk(tmp_path: Path, hub: Hub, get: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    with mounted(disk, "size=2m"):
        monkeypatch.setenv("STUDIO_HOME", str(disk / "home"))
        outcome = get(REPO, "--yes")
        assert outcome.status == 1
        assert "are missing" in outcome.err
        assert hub.bodies == []


@pytest.mark.skipif(not may_mount(), reason="mounting is not allowed here")
def test_a_disk_that_fills_up_meanwhile_keeps_what_came(tmp_path: Path, hub: Hub) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    hub.mood.slow = threading.Event()
    with mounted(disk, "size=6m"):
        home, others = disk / "home", SmallTmpfs(disk)
        home.mkdir()
        process = start(home, hub, "get", REPO, "--yes")
        part = home / "models" / ".getting" / NAME / (UNET + ".part")
        try:
            wait_for(lambda: part.exists() and part.stat().st_size > 1_000_000)
            others.fill()
        finally:
            hub.mood.slow.set()
            outcome = finish(process)
        assert outcome.status == 1
        assert "is full" in outcome.err
        assert "Kept: " in outcome.err
        others.free()
        assert finish(start(home, hub, "get", NAME, "--yes")).status == 0


def test_more_bytes_than_the_hub_said_do_not_fill_the_disk(home: Path, hub: Hub, get: Run, run: Run) -> None:
    hub.mood.sizes = {UNET: 1000}
    assert get(REPO, "--yes").status == 1
    assert sum(path.stat().st_size for path in (home / "models").rglob("*") if path.is_file()) < 1_000_000


def test_the_licence_is_shown_and_accepted_once(home: Path, hub: Hub, get: Run, run: Run) -> None:
    outcome = get(REPO)
    assert outcome.status == 2
    assert "CreativeML Open RAIL++-M (commercial use allowed under conditions)" in outcome.err
    assert "--yes" in outcome.err
    assert hub.bodies == []
    assert get(REPO, "--yes").status == 0
    assert run("models", "remove", NAME, "--yes").status == 0
    assert get(REPO).status == 0
    hub.cards[REPO] = {"license": "other", "license_name": "another-one", "license_link": "LICENSE"}
    assert run("models", "remove", NAME, "--yes").status == 0
    assert "another-one" in get(REPO).err


def test_only_what_is_needed_comes(tmp_path: Path, home: Path, hub: Hub, get: Run, run: Run) -> None:
    hub.models["maker/many"] = write_many_variants(tmp_path / "many")
    assert get("maker/many", "--yes").status == 0
    place = home / "models" / "many"
    names = {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()}
    assert names == {
        ".studio-model.json",
        "LICENSE.md",
        "model_index.json",
        "scheduler/scheduler_config.json",
        "text_encoder/config.json",
        "text_encoder/model.safetensors",
        "tokenizer/tokenizer.json",
        "tokenizer/tokenizer_config.json",
        "unet/config.json",
        "unet/diffusion_pytorch_model.safetensors",
        "vae/config.json",
        "vae/diffusion_pytorch_model.safetensors",
    }
    assert all(".fp16." in path for path in hub.bodies)
    assert listed(run, "many")["state"] == "ready"
    before = len(hub.requests)
    assert "is here already" in get("maker/many").err
    assert len(hub.requests) == before


def test_another_version_takes_the_place_of_the_one_that_is_here(hub: Hub, home: Path, get: Run, run: Run) -> None:
    first = get(REPO, "--yes", "--json").document
    assert get(REPO, "--revision", "main", "--json").document["fetched"] == 0
    write_big_weights(hub.models[REPO] / UNET, seed=1)
    assert get(REPO, "--json").document["commit"] == first["commit"]  # nobody was asked
    second = get(REPO, "--revision", "main", "--json").document
    assert (second["place"], second["state"]) == (first["place"], "ready")
    assert second["commit"] != first["commit"]
    assert fetched(home).read_bytes() == (hub.models[REPO] / UNET).read_bytes()
    assert [model["id"] for model in run("models", "list", "--json").document["models"]].count(NAME) == 1


def test_what_another_model_has_too_lies_on_the_disk_once(
    tmp_path: Path, home: Path, hub: Hub, get: Run, run: Run
) -> None:
    hub.models["maker/twin"] = write_big_model(tmp_path / "twin")
    write_big_weights(tmp_path / "twin" / "vae" / "diffusion_pytorch_model.safetensors", count=1000)
    assert get(REPO, "--yes").status == 0
    before = len(hub.bodies)
    assert get("maker/twin", "--yes").status == 0
    assert [path.rpartition("twin/")[2] for path in hub.bodies[before:]] == ["vae/diffusion_pytorch_model.safetensors"]
    twin = home / "models" / "twin" / UNET
    assert twin.samefile(fetched(home))
    freed = run("models", "remove", "twin", "--yes", "--json").document["freed"]
    assert freed < fetched(home).stat().st_size
    assert run("models", "verify", NAME).status == 0

    damaged = bytearray(fetched(home).read_bytes())
    damaged[-1] ^= 1
    fetched(home).write_bytes(damaged)  # what is wrong is not lent
    assert get("maker/twin").status == 0
    assert twin.read_bytes() == (tmp_path / "twin" / UNET).read_bytes()


def test_what_was_begun_and_is_gone_at_the_hub(hub: Hub, get: Run) -> None:
    hub.mood.wrong = {UNET: 9}
    assert get(REPO, "--yes").status == 1
    write_big_weights(hub.models[REPO] / UNET, seed=1)
    outcome = get(REPO)
    assert outcome.status == 1
    assert f"studio models remove {NAME}" in outcome.err


def test_two_studios_do_not_get_the_same_model_at_once(home: Path, hub: Hub, get: Run) -> None:
    lock = home / "models" / ".getting" / f".{NAME}.lock"
    lock.parent.mkdir(parents=True)
    with FileLock(lock):
        outcome = get(REPO, "--yes")
    assert outcome.status == 1
    assert "Another studio is getting" in outcome.err
    assert hub.bodies == []


def test_pickles_are_never_fetched(tmp_path: Path, hub: Hub, get: Run) -> None:
    folder = write_model(tmp_path / "pickled")
    (folder / UNET).rename((folder / UNET).with_suffix(".bin"))
    hub.models["maker/pickled"] = folder
    outcome = get("maker/pickled", "--yes", "--json")
    assert outcome.document["errors"][0]["kind"] == "ModelUnsafe"
    assert hub.bodies == []


def test_one_file_of_several(tmp_path: Path, home: Path, hub: Hub, get: Run, run: Run) -> None:
    for name in ("two", "four"):
        write_big_weights(tmp_path / "loras" / f"{name}_steps.safetensors", count=100, seed=len(name))
    hub.models["maker/loras"], hub.cards["maker/loras"] = tmp_path / "loras", {"license": "mit"}
    asked = get("maker/loras", "--yes")
    assert asked.status == 1
    assert "--file NAME" in asked.err
    assert get("maker/loras", "--file", "two_steps.safetensors", "--yes").status == 0
    assert get("maker/loras", "--file", "four_steps.safetensors", "--yes").status == 0
    assert (home / "models" / "loras-two_steps" / "two_steps.safetensors").is_file()
    four = home / "models" / "loras-four_steps" / "four_steps.safetensors"
    model = listed(run, "loras-four_steps")
    assert (model["place"], model["licence"], model["bytes"]) == (str(four), "mit", four.stat().st_size)
    four.write_bytes(b"broken")
    assert run("models", "verify", "loras-four_steps", "--repair").status == 0
    assert run("models", "remove", "loras-four_steps", "--yes").status == 0
    assert not four.parent.exists()


def test_what_the_cache_has_whole_is_used_there(home: Path, hub: Hub, get: Run, run: Run) -> None:
    snapshot = home / "hf" / f"models--{REPO.replace('/', '--')}" / "snapshots" / commit_of(hub.models[REPO])
    snapshot.parent.mkdir(parents=True)
    snapshot.symlink_to(hub.models[REPO])
    outcome = get(REPO, "--yes", "--json")
    assert outcome.document["place"] == str(snapshot)
    assert outcome.document["fetched"] == 0
    assert hub.bodies == []
    assert listed(run)["state"] == "ready"


def test_verify_names_what_is_broken_and_repairs_only_that(home: Path, hub: Hub, get: Run, run: Run) -> None:
    assert get(REPO, "--yes").status == 0
    weights = bytearray(fetched(home).read_bytes())
    weights[-1] ^= 1
    fetched(home).write_bytes(weights)
    fetched(home, "vae/config.json").unlink()
    verdict = run("models", "verify", NAME, "--json")
    assert verdict.status == 1
    (model,) = verdict.document["models"]
    assert {problem["path"] for problem in model["problems"]} == {UNET, "vae/config.json"}
    before = len(hub.requests)
    repaired = run("models", "verify", "--all", "--repair", "--json")
    assert repaired.status == 0, repaired.err
    asked = {request.path.partition("/resolve/")[2].partition("/")[2] for request in hub.requests[before:]} - {""}
    assert asked == {UNET, "vae/config.json"}
    assert listed(run)["state"] == "ready"


def test_a_repair_that_fails_says_so(home: Path, hub: Hub, get: Run, run: Run) -> None:
    assert get(REPO, "--yes").status == 0
    fetched(home, "vae/config.json").unlink()
    hub.models.clear()
    outcome = run("models", "verify", NAME, "--repair")
    assert outcome.status == 1
    assert "studio: " in outcome.err
    assert fetched(home).is_file()


def test_the_notes_are_what_the_hub_said(home: Path, hub: Hub, get: Run) -> None:
    assert get(REPO, "--yes").status == 0
    note = json.loads((home / "models" / NAME / ".studio-model.json").read_text())
    assert note["repo"] == REPO
    assert note["licence"] == "openrail++"
    assert {file["path"] for file in note["files"] if file["sha256"]} == {
        UNET,
        "vae/diffusion_pytorch_model.safetensors",
        "text_encoder/model.safetensors",
    }
