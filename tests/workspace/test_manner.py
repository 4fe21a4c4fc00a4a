"""How a picture comes about, in few words."""

from __future__ import annotations

from studio.workspace.manner import spoken_layout_strength, spoken_strength


def test_words_of_strength() -> None:
    words = [spoken_strength(hundredth / 100) for hundredth in range(1, 101)]
    assert [word.partition(":")[0] for word in dict.fromkeys(words)] == ["Close", "Near", "Free", "Bold"]


def test_what_a_strength_does_to_a_layout() -> None:
    assert spoken_layout_strength(0.2, 0.2) == "Close: counts and places stay"
    assert spoken_layout_strength(0.21, 0.2) == "Close: counts and places may change"
    assert spoken_layout_strength(1.0, 0.6) == "Bold: counts and places may change"
