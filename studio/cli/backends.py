"""Who makes the pictures, as the command line names them: the models on this machine, or the sketch."""

from __future__ import annotations

from enum import StrEnum

from studio.cli.given import Given
from studio.errors import InputError
from studio.recipe.draft import Draft
from studio.recipe.recipe import SKETCH


class BackendName(StrEnum):
    """Backends that `--backend` may name."""

    local = "local"
    sketch = "sketch"


def chosen_model(backend: BackendName | None, model: str | None, default: str) -> str:
    """Id of the model that `--backend` and `--model` ask for together. Raises InputError where they contradict."""
    match backend:
        case None:
            return model or default
        case BackendName.sketch:
            if model not in (None, SKETCH):
                raise InputError(
                    f"--backend sketch draws without a model, and --model names “{model}”.",
                    remedy=f"Leave one of them out. To paint over a sketch: --start sketch --model {model}",
                )
            return SKETCH
        case BackendName.local:
            if (model or default) == SKETCH:
                raise InputError(
                    "--backend local makes pictures with a model, and the sketch is none.",
                    remedy="Name one with --model (see: studio models list), or take --backend sketch.",
                )
            return model or default


def require_meaning(draft: Draft, given: Given) -> None:
    """Raise InputError for what is asked of the sketch and means nothing to it."""
    if draft.model != SKETCH:
        return
    asked = {
        "--steps": draft.steps is not None,
        "--guidance": draft.guidance is not None,
        "--negative": bool(draft.negative),
        "--init": given.init is not None,
        "--start": given.sketch,
        "--near": draft.near is not None,
        **given.additions.options,
    }
    for option in (name for name, is_given in asked.items() if is_given):
        raise InputError(
            f"{option} means nothing to the sketch: it draws what the words say.",
            remedy=f"Leave {option} out, or choose a model with --model.",
        )
