"""Text can be read on every ground it meets, and greys are grey."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from studio.paths import resources_dir
from studio.ui.theme import DARK, LIGHT, TEXT_PAIRS, Palette, Theme, contrast

NEUTRAL = ("surround", "panel", "field", "raised", "hover", "line", "text", "muted")


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_contrast(colours: Palette, text: str, ground: str) -> None:
    assert contrast(getattr(colours, text), getattr(colours, ground)) >= 4.5


def test_contrast_as_the_standard_has_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", NEUTRAL)
def test_greys_are_neutral(colours: Palette, name: str) -> None:
    value = getattr(colours, name)
    assert value[1:3] == value[3:5] == value[5:7]


def test_every_icon_is_drawn_in_the_colour_of_text(qapp: QApplication) -> None:
    theme = Theme(qapp, "dark")
    for path in (resources_dir() / "icons").glob("*.svg"):
        image = theme.icon(path.stem).pixmap(20, 20).toImage()
        opaque = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
        assert any(colour.alpha() > 200 for colour in opaque), path.stem


def test_the_choice_is_followed(qapp: QApplication) -> None:
    theme, changes = Theme(qapp, "light"), list[str]()
    theme.changed.connect(lambda: changes.append(theme.palette.name))
    theme.choose("dark")
    assert changes == ["dark"]
    assert qapp.palette().window().color().name() == DARK.panel
