"""Types are worked out when their modules are imported: msgspec must not do it in two threads at once."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]

WATCH = """
import importlib, sys
import msgspec

pairs = [pair.split(":") for pair in sys.argv[1:]]
modules = {name: importlib.import_module(name) for name, _ in pairs}
late = []


def watch(frame, event, argument):
    if event == "call" and frame.f_code.co_name == "get_class_annotations":
        late.append(frame.f_locals["obj"].__name__)


sys.setprofile(watch)
for module, expression in pairs:
    msgspec.json.Decoder(eval(expression, vars(modules[module])))
sys.setprofile(None)
print(len(pairs), late)
"""


def decoded_types(path: Path) -> Iterator[str]:
    """What the module decodes, as written: the types given to msgspec's decoders and to those that pass them on."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        if called.endswith((".decode", ".convert")) and called.startswith("msgspec."):
            yield from (ast.unparse(word.value) for word in node.keywords if word.arg == "type")
        if called in ("read_json", "msgspec.convert", "read_frame") and len(node.args) == 2:
            yield ast.unparse(node.args[1])


def test_every_type_that_is_decoded_is_worked_out_at_import() -> None:
    pairs: list[str] = []
    for path in sorted((ROOT / "studio").rglob("*.py")):
        if "engine" not in path.parts:  # it decodes on one thread, and would bring torch
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            pairs += [f"{module}:{kind}" for kind in decoded_types(path) if kind not in ("kind", "union")]
    for union in ("ToEngine", "FromEngine"):
        pairs.append(f"studio.wire.messages:{union}")
    watched = subprocess.run(
        [sys.executable, "-c", WATCH, *pairs], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert watched.stdout.strip() == f"{len(pairs)} []"
    assert len(pairs) > 10
