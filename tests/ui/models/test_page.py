"""The page of models by its controls: what is here, what could be got, and what somebody hears of it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from studio.catalog.checking import Checked
from studio.catalog.finding import Found
from studio.catalog.shelf import NotedFile
from studio.errors import HubRefused, HubUnreachable
from studio.recipe.recipe import ModelRef
from studio.ui.models import installed, offered
from studio.ui.models.additions import MOST_ROWS
from studio.ui.models.installed import AdditionRow, InstalledRow
from studio.ui.models.offered import GetRow
from studio.ui.models.page import ModelsPage
from studio.ui.window import MainWindow
from studio.workspace.model_shelf import ModelShelf
from tests.ui import assistive
from tests.ui.models.scripted_stock import ScriptedStock, a_model
from tests.workspace.scripted_core import ScriptedAddition, ScriptedCore, ScriptedModel, a_guide, a_lora
from tests.workspace.waiting import until

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def stock(core: ScriptedCore) -> ScriptedStock:
    core.catalog.installed.append(a_model("photo"))
    return ScriptedStock(core.catalog)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a screen reader is given to say."""
    heard: list[str] = []
    for module in (installed, offered):
        monkeypatch.setattr(module, "announce", lambda _source, text, _urgent: heard.append(text))
    return heard


@pytest.fixture
async def page(window: MainWindow, stock: ScriptedStock) -> ModelsPage:
    shelf = ModelShelf(window.workspace, stock)
    window.stage.add_page("models", lambda: ModelsPage(window.workspace, shelf, window.commands))
    QTest.keyClick(window, Qt.Key.Key_M, CTRL_SHIFT)
    found = window.stage.page("models")
    assert isinstance(found, ModelsPage)
    assert found.isVisible()
    await until(lambda: len(found.installed) == 2)
    return found


def offer(page: ModelsPage, key: str = "sd-turbo") -> GetRow:
    return next(row for row in page.offered if row.key == key)


def here(page: ModelsPage, id: str = "photo") -> InstalledRow:
    return next(row for row in page.installed if row.model.ref.id == id)


def texts(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


async def coming(page: ModelsPage, row: GetRow) -> None:
    row.get.click()
    await until(lambda: row.accept.isVisible() or (row.stop.isVisible() and row.work.bar.isVisible()))
    if row.accept.isVisible():
        row.accept.click()
    await until(lambda: row.work.bar.isVisible() and row.work.bar.value() > 0)


@pytest.mark.parametrize(("kind", "first"), [("control", "control-canny"), ("lora", "lcm-lora-sd15")])
async def test_what_the_canvas_lacks_comes_into_view(
    window: MainWindow, page: ModelsPage, kind: str, first: str
) -> None:
    window.workspace.more_wanted.emit(kind)
    row = offer(page, first)
    await until(lambda: window.focusWidget() is row.get and row.get.visibleRegion().boundingRect() == row.get.rect())
    assert page.area.verticalScrollBar().value() > 0
    assert page.isVisible()


async def test_what_is_here(page: ModelsPage) -> None:
    told = texts(here(page))
    assert "Makes pictures from words, from a picture" in told
    assert "Stable Diffusion · Apache 2.0 · 2.0 GB" in told
    assert str(Path("/home/models/photo")) in told
    assert here(page, "starter").use.text() == "In use"
    assert not here(page, "starter").use.isEnabled()


async def test_it_is_used(window: MainWindow, page: ModelsPage) -> None:
    here(page).use.click()
    assert window.workspace.draft.model == "photo"
    await until(lambda: here(page).use.text() == "In use")
    assert here(page, "starter").use.isEnabled()


async def test_broken_ones_say_why(window: MainWindow, core: ScriptedCore, page: ModelsPage) -> None:
    broken = ScriptedModel(
        ref=ModelRef(id="old", weights=""), name="Old", state="unsafe", problem="It is a pickle.", remedy="Get another."
    )
    core.catalog.installed.append(broken)
    await window.workspace.list_models()
    row = here(page, "old")
    assert "Cannot be used: It is a pickle. Get another." in texts(row)
    assert not row.use.isEnabled()


async def test_what_could_be_got_asks_nobody(page: ModelsPage, stock: ScriptedStock) -> None:
    told = texts(offer(page))
    assert "Good for drafts, photographs, live work." in told
    assert "2.6 GB · 4 GB of memory? · fast enough to watch while you type" in told
    assert "Stability AI Community License?. Commercial use: yes, under conditions" in told
    assert "Nothing is fetched until you choose it." in texts(page)
    assert stock.asked == []


async def test_a_model_is_got_by_keyboard(
    window: MainWindow, page: ModelsPage, stock: ScriptedStock, said: list[str]
) -> None:
    row = offer(page)
    row.get.setFocus()
    QTest.keyClick(row.get, Qt.Key.Key_Space)
    await until(lambda: window.focusWidget() is row.decline)
    assert "CC BY-NC 4.0. Commercial use: no." in texts(row.work)
    assert "The disk has 18.0 GB left." in texts(row.work)
    assert any("Accept its licence" in text for text in said)
    QTest.keyClick(row.accept, Qt.Key.Key_Space)
    await until(lambda: row.work.said.text().startswith("500.0 MB of 2.0 GB"))
    assert window.focusWidget() is row.stop
    stock.go.set()
    await until(lambda: any(model.ref.id == "sd-turbo" for model in window.workspace.models))
    await until(lambda: row.get.text() == "Here")
    assert here(page, "sd-turbo").name == "SD-Turbo"


async def test_cancelling_answers_at_once_and_keeps_what_came(page: ModelsPage, stock: ScriptedStock) -> None:
    row = offer(page)
    await coming(page, row)
    row.stop.click()
    assert not row.stop.isVisible()
    await until(lambda: row.get.text() == "Go on")
    assert row.get.accessibleName() == "Go on getting SD-Turbo"
    assert row.work.said.text() == "Half fetched: 500.0 MB of 2.0 GB."
    stock.go.set()
    row.get.click()
    await until(lambda: row.get.text() == "Here")


async def test_what_came_can_be_removed(page: ModelsPage) -> None:
    row = offer(page)
    await coming(page, row)
    row.stop.click()
    await until(lambda: row.drop.isVisible())
    row.drop.click()
    await until(lambda: row.yes.isVisible())
    row.yes.click()
    await until(lambda: row.get.text() == "Get" and not row.work.isVisible())


async def test_several_wait_for_each_other(page: ModelsPage, stock: ScriptedStock) -> None:
    first, second = offer(page), offer(page, "sdxl-turbo")
    await coming(page, first)
    second.get.click()
    await until(lambda: second.work.said.text() == "Waits until the one before it is here.")
    stock.go.set()
    await until(lambda: second.get.text() == "Here")


async def test_trouble_is_told_in_place(page: ModelsPage, stock: ScriptedStock, said: list[str]) -> None:
    stock.refusal = HubUnreachable("huggingface.co cannot be reached.", remedy="A mirror is asked with --mirror.")
    row = offer(page)
    row.get.click()
    await until(lambda: row.again.isVisible())
    assert "What has come is kept." in texts(row.work)
    assert "--mirror" not in texts(row.work)
    assert any("cannot be reached" in text for text in said)
    row.again.click()
    await until(lambda: row.accept.isVisible())


async def test_a_token_is_kept_where_it_is_wanted(page: ModelsPage, stock: ScriptedStock) -> None:
    stock.refusal = HubRefused("Its maker gives it only to people who asked.", remedy="studio keys set huggingface")
    row = offer(page)
    row.get.click()
    await until(lambda: row.token.isVisible())
    QTest.keyClicks(row.token, "hf_secret")
    QTest.keyClick(row.token, Qt.Key.Key_Return)
    await until(lambda: row.accept.isVisible())
    assert stock.tokens == ["hf_secret"]
    assert row.token.text() == ""


async def test_files_are_checked_and_mended(page: ModelsPage, stock: ScriptedStock) -> None:
    unet = NotedFile(path="unet", source="unet", size=1)
    stock.broken = (Checked(path="unet", problem="has changed: its checksum is another", noted=unet),)
    here(page).check.click()
    await until(lambda: here(page).repair.isVisible())
    assert "unet has changed" in texts(here(page).work)
    here(page).repair.click()
    await until(lambda: "Whole: 3 files, all as they should be." in texts(here(page).work))
    here(page).close_told.click()
    assert not here(page).work.isVisible()


async def test_removing_asks_with_what_it_frees(page: ModelsPage) -> None:
    here(page).remove.click()
    await until(lambda: here(page).yes.isVisible())
    assert "frees 2.0 GB" in texts(here(page).work)
    here(page).yes.click()
    await until(lambda: [row.model.ref.id for row in page.installed] == ["starter"])


async def test_models_of_other_programs(page: ModelsPage, stock: ScriptedStock) -> None:
    bad = Found(tool="ComfyUI", kind="checkpoint", name="old", path=Path("/c/old.ckpt"), bytes=1, problem="A pickle.")
    good = msgspec.structs.replace(bad, name="new", path=Path("/c/new"), problem="")
    stock.others = (bad, good)
    stock.catalog.elsewhere = [msgspec.structs.replace(a_model("new"), folder=good.path)]
    page.elsewhere.look.click()
    await until(lambda: len(page.elsewhere.rows) == 2)
    assert "2 found, 1 can be used where they lie; nothing is copied." in texts(page.elsewhere)
    page.elsewhere.rows[1].take_keyboard()
    QTest.keyClick(page.focusWidget() or page, Qt.Key.Key_Space)
    await until(lambda: any(row.model.ref.id == "new" for row in page.installed))


def lora_at(path: Path, **changes: object) -> ScriptedAddition:
    one = msgspec.structs.replace(a_lora(path.stem, base="SDXL", words=("ink wash",)), path=path, bytes=394_000_000)
    return msgspec.structs.replace(one, **changes)


async def listed(window: MainWindow, core: ScriptedCore, *added: ScriptedAddition) -> None:
    core.catalog.added = list(added)
    await window.workspace.list_models()
    await until(lambda: window.workspace.additions.every == added)


def addition(page: ModelsPage, id: str = "ink") -> AdditionRow:
    return next(row for row in page.additions.rows if row.id == id)


async def test_loras_and_guides_that_are_here(window: MainWindow, core: ScriptedCore, page: ModelsPage) -> None:
    assert not page.additions.isVisible()
    canny = msgspec.structs.replace(a_guide("canny", "control", "edges"), licence="openrail")
    old = lora_at(Path("/l/old.pt"), state="unsafe", problem="It is a pickle.", remedy="Get another.")
    await listed(window, core, canny, lora_at(Path("/l/ink.safetensors"), licence="openrail++"), old)
    assert [row.id for row in page.additions.rows] == ["ink", "old", "canny"]
    told = texts(addition(page))
    assert "Write “ink wash” in the prompt." in told
    assert "For SDXL · CreativeML Open RAIL++-M · 394.0 MB" in told
    assert str(Path("/l/ink.safetensors")) in told
    assert addition(page).read.isVisible()
    assert "Cannot be used: It is a pickle. Get another." in texts(addition(page, "old"))
    assert "Holds pictures to edges." in texts(addition(page, "canny"))
    assert {"LoRAs", "Guides for shapes (ControlNets)"} <= set(texts(page.additions).splitlines())


async def test_a_lora_is_checked_and_removed(window: MainWindow, core: ScriptedCore, page: ModelsPage) -> None:
    await listed(window, core, lora_at(Path("/l/ink.safetensors")))
    addition(page).check.click()
    await until(lambda: "as they should be" in texts(addition(page).work))
    addition(page).close_told.click()
    addition(page).remove.click()
    await until(lambda: addition(page).yes.isVisible())
    addition(page).yes.click()
    await until(lambda: page.additions.rows == [])
    assert not page.additions.isVisible()


async def test_hundreds_of_loras_are_found_by_name(window: MainWindow, core: ScriptedCore, page: ModelsPage) -> None:
    every = [lora_at(Path(f"/l/style {number}.safetensors")) for number in range(300)]
    await listed(window, core, *every)
    assert len(page.additions.rows) == MOST_ROWS
    assert f"{MOST_ROWS} of 300 are shown." in texts(page.additions)
    QTest.keyClicks(page.focusWidget() or page, "style 299")
    assert [row.id for row in page.additions.rows] == ["style 299"]
    assert [row for row in page.offered if row.isVisible()] == []


async def test_a_lora_that_comes_is_here(page: ModelsPage, core: ScriptedCore, stock: ScriptedStock) -> None:
    row = offer(page, "sdxl-lightning")
    assert "LoRA for SDXL · Works with SDXL 1.0" in texts(row)
    await coming(page, row)
    core.catalog.added = [lora_at(Path("/m/sdxl-lightning.safetensors"))]
    stock.go.set()
    await until(lambda: row.get.text() == "Here")


async def test_large_files_are_told_of_while_they_are_read(page: ModelsPage, stock: ScriptedStock) -> None:
    stock.unread = 6_000_000_000
    stock.catalog.elsewhere = [msgspec.structs.replace(a_model("photo-xl"), folder=Path("/mine/photo-xl"))]
    page.elsewhere.use(Path("/mine"))
    await until(page.reading.isVisible)
    assert "Reading photo.safetensors for the first time" in page.reading.said.text()
    assert page.reading.said.text().endswith("33%")
    page.stop_reading.click()
    await until(lambda: not page.reading.isVisible())
    assert all(row.id != "photo-xl" for row in page.installed)
    stock.go.set()
    page.elsewhere.use(Path("/mine"))
    await until(lambda: any(row.id == "photo-xl" for row in page.installed))


async def test_all_that_was_found_is_added_at_once(page: ModelsPage, stock: ScriptedStock) -> None:
    comfy = Path("/c/models/loras")
    found = [
        Found(tool="ComfyUI", kind="lora", name=name, path=comfy / name, bytes=1, kept=comfy) for name in ("a", "b")
    ]
    stock.others = tuple(found)
    stock.catalog.elsewhere = [msgspec.structs.replace(a_model("new"), folder=comfy / "new")]
    page.elsewhere.look.click()
    await until(lambda: page.elsewhere.add_all.isVisible())
    assert page.elsewhere.add_all.text() == "Add all 2"
    assert "ComfyUI · LoRA · 1 bytes" in texts(page.elsewhere)
    page.elsewhere.add_all.click()
    await until(lambda: any(row.id == "new" for row in page.installed))


async def test_any_model_of_the_hub(page: ModelsPage, stock: ScriptedStock) -> None:
    QTest.keyClicks(page.any.field, "maker")
    assert not page.any.get.isEnabled()
    QTest.keyClicks(page.any.field, "/another")
    QTest.keyClick(page.any.field, Qt.Key.Key_Return)
    await until(lambda: "maker/another" in page.others and page.others["maker/another"].accept.isVisible())
    assert stock.asked == ["maker/another"]
    page.others["maker/another"].decline.click()
    assert page.others == {}


async def test_finding_one(page: ModelsPage) -> None:
    QTest.keyClicks(page.focusWidget() or page, "scribble")
    assert [row.key for row in page.offered if row.isVisible()] == ["control-scribble"]
    assert not here(page).isVisible()


async def test_every_state_says_what_it_is_at_every_size(
    window: MainWindow, page: ModelsPage, stock: ScriptedStock
) -> None:
    await coming(page, offer(page))
    offer(page, "sdxl-turbo").get.click()
    stock.refusal = HubRefused("Its maker gives it only to people who asked.", remedy="")
    offer(page, "sdxl-base").get.click()
    here(page).remove.click()
    await until(lambda: here(page).yes.isVisible() and any(offer(page, key).token.isVisible() for key in KEYS))
    for size in ((1280, 720), (900, 600), (640, 360)):
        window.resize(*size)
        await until(lambda size=size: (window.width(), window.height()) == size)
        assert assistive.complaints(window) == []


KEYS = ("sdxl-turbo", "sdxl-base")
