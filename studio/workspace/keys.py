"""How keys are written, `Ctrl+Shift+S`, and which of them a command may not have."""

from __future__ import annotations

from studio.errors import SettingError

_MODIFIERS = ("Meta", "Ctrl", "Alt", "Shift")
"""in the order in which they are written"""
_OTHER_NAMES = {"Control": "Ctrl", "Cmd": "Ctrl", "Win": "Meta", "Esc": "Escape", "Del": "Delete", "Ins": "Insert"}
_MOVING = frozenset({"Left", "Right", "Up", "Down", "Home", "End", "PgUp", "PgDown"})
_ROWS = {"pictures": "the pictures", "grid": "the pictures", "queue": "the queue"}
_FOCUS = frozenset({"Tab", "Backtab"})


def spelled(keys: str) -> str:
    """`keys` in the one spelling: modifiers in order, names as on the key. Raises SettingError if it names no key."""
    *before, last = _parts(keys.strip())
    names = [_named(part) for part in before]
    key = _named(last)
    if not key or key in _MODIFIERS or len(set(names)) != len(names) or not set(names) <= set(_MODIFIERS):
        raise SettingError(f"“{keys}” is not a key.", remedy="Write it as in Ctrl+Shift+S.")
    return "+".join([modifier for modifier in _MODIFIERS if modifier in names] + [key])


def _parts(keys: str) -> list[str]:
    """`Ctrl++` ends with the key +."""
    if keys.endswith("+"):
        return [*[part for part in keys[:-1].split("+") if part], "+"]
    return keys.split("+")


def _named(part: str) -> str:
    part = part.strip()
    if len(part) == 1:
        return part.upper()
    name = part[:1].upper() + part[1:]
    return _OTHER_NAMES.get(name, name)


def refusal(keys: str, where: str) -> str | None:
    """Why a command that works in `where` may not have these keys; None if it may."""
    *modifiers, key = _parts(keys)
    if key in _FOCUS:
        return f"{key} moves from one field to the next."
    if where in _ROWS and key in _MOVING and "Alt" not in modifiers and "Meta" not in modifiers:
        return f"{keys} moves through {_ROWS[where]}."
    if where in ("window", "prompt") and not _apart_from_typing(modifiers, key):
        return (
            f"{keys} would get in the way of typing: a command of the {'whole window' if where == 'window' else where} "
            "needs Ctrl, Alt or a function key."
        )
    return None


def _apart_from_typing(modifiers: list[str], key: str) -> bool:
    function = key[:1] == "F" and key[1:].isdigit()
    return function or key == "Escape" or bool({"Ctrl", "Alt", "Meta"} & set(modifiers))
