"""How to get a model for photographs: what the folder must look like, what is refused, where it goes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from studio.paths import Home
from studio.ui.canvas.popover import Popover
from studio.ui.canvas.section import row
from studio.ui.problem import text_label

_WIDTH = 440
PARTS: tuple[tuple[str, str], ...] = (
    (
        "",
        "Photographs, paintings and people need a larger model of the Stable Diffusion family, a few gigabytes "
        "of files. The page “Models” lists good ones, and gets what you choose once you have accepted its licence. "
        "Nothing is fetched by itself.",
    ),
    (
        "If you get one yourself",
        "The diffusers layout: a folder with model_index.json in it, and beside that the folders unet, vae, "
        "text_encoder, tokenizer and scheduler. The weights in them end in .safetensors. A single .safetensors file "
        "of a whole model goes too: add it on the page “Models”.",
    ),
    (
        "What is refused",
        "Files that end in .ckpt, .pt or .bin can run hidden programs when they are opened, so they never are.",
    ),
)


class PhotoModels(Popover):
    """`ask` lets the user choose a folder."""

    def __init__(self, anchor: QWidget, home: Home, ask: Callable[[], object]) -> None:
        super().__init__(anchor, "How to get a photo model", _WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.column.addWidget(text_label("How to get a photo model", "heading"))
        place = f"Put the folder into {home.models}, or leave it where it is and choose it here."
        for title, text in (*PARTS, ("Where to put it", place)):
            if title:
                self.column.addWidget(text_label(title, "label"))
            label = text_label(text, wrap=True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.column.addWidget(label)
        use = QPushButton("Use a folder you have…")
        use.clicked.connect(lambda: (self.close(), ask()))
        close = QPushButton("Close")
        close.clicked.connect(self.close)
        self.column.addWidget(row(use, close))
