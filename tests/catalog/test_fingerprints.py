"""What one process learns of files, another that runs at the same time knows."""

from __future__ import annotations

from pathlib import Path

from studio.catalog.fingerprints import Fingerprints


def test_what_another_learnt_meanwhile_is_known(tmp_path: Path) -> None:
    cache, known, new = tmp_path / "weights.json", tmp_path / "known.bin", tmp_path / "new.bin"
    for path in (known, new):
        path.write_bytes(b"weights")
    window, command = Fingerprints(cache), Fingerprints(cache)
    window.sha256(known)
    command.learn(new, "f" * 64)
    command.keep()
    assert window.sha256(new) == "f" * 64  # not read again
    window.keep()
    assert Fingerprints(cache).sha256(new) == "f" * 64
