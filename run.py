#!/usr/bin/env python3
"""Makes the studio's environment in .venv/ with plain pip, then opens the window; without a display it draws instead.

    python run.py [PROMPT...]     the prompt may also stand in STUDIO_PROMPT (as `make run PROMPT=...` does)
    python run.py --setup [--dev] make the environment only; --dev adds what the tests need

Standard library only, and old syntax, so that an old Python can still say which one it needs.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import importlib.util
import json
import os
import platform
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
STAMP = VENV / "blink-studio.json"  # written last: an environment without it is half made
ROOT = Path(os.environ.get("SYSTEMROOT", "C:/Windows") if sys.platform == "win32" else "/")
SUPPORTED = ((3, 11), (3, 14))  # first and last Python for which torch, Qt and skia publish wheels
TORCH = "2.13.0"
TORCH_CPU_INDEX = "https://download.pytorch.org/whl/cpu"
DEFAULT_PROMPT = "red and white vertical stripes"
PICTURES = 4

# Measured for x86-64 Linux and Python 3.11: sums of the wheels that pip fetches, in MB.
DOWNLOAD_MB = {"studio": 170, "cpu": 190, "cuda": 2740, "dev": 85}

# Libraries of the system that the wheels expect, and the Debian and Arch packages that hold them.
SKIA_LIBRARIES = {
    "libGL.so.1": ("libgl1", "libglvnd"),
    "libEGL.so.1": ("libegl1", "libglvnd"),
    "libexpat.so.1": ("libexpat1", "expat"),
}
QT_LIBRARIES = {
    **SKIA_LIBRARIES,
    "libX11.so.6": ("libx11-6", "libx11"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig"),
    "libfreetype.so.6": ("libfreetype6", "freetype2"),
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2"),
    "libgthread-2.0.so.0": ("libglib2.0-0", "glib2"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon"),
    "libz.so.1": ("zlib1g", "zlib"),
    "libzstd.so.1": ("libzstd1", "zstd"),
}
X11_LIBRARIES = {
    "libX11-xcb.so.1": ("libx11-xcb1", "libx11"),
    "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor"),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm"),
    "libxcb-image.so.0": ("libxcb-image0", "xcb-util-image"),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms"),
    "libxcb-randr.so.0": ("libxcb-randr0", "libxcb"),
    "libxcb-render-util.so.0": ("libxcb-render-util0", "xcb-util-renderutil"),
    "libxcb-render.so.0": ("libxcb-render0", "libxcb"),
    "libxcb-shape.so.0": ("libxcb-shape0", "libxcb"),
    "libxcb-shm.so.0": ("libxcb-shm0", "libxcb"),
    "libxcb-sync.so.1": ("libxcb-sync1", "libxcb"),
    "libxcb-util.so.1": ("libxcb-util1", "xcb-util"),
    "libxcb-xfixes.so.0": ("libxcb-xfixes0", "libxcb"),
    "libxcb-xkb.so.1": ("libxcb-xkb1", "libxcb"),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11"),
}
WAYLAND_LIBRARIES = {
    "libwayland-client.so.0": ("libwayland-client0", "wayland"),
    "libwayland-cursor.so.0": ("libwayland-cursor0", "wayland"),
}

# Run inside .venv: fails when a file that a package claims is not there, as after an interrupted install.
WHOLE = """
import importlib.metadata, sys
for package in importlib.metadata.distributions():
    files = package.files
    if files is None or any(f.suffix != ".pyc" and not f.locate().exists() for f in files):
        sys.exit(package.metadata["Name"])
"""


def main(arguments: list[str], environment: Mapping[str, str]) -> int:
    options = parse(arguments)
    if options.libraries:
        print(install_command(missing_libraries({**QT_LIBRARIES, **X11_LIBRARIES})))
        return 0
    ensure_environment(options.dev)
    if options.setup:
        return report_libraries(QT_LIBRARIES)
    prompt = " ".join(options.prompt) or environment.get("STUDIO_PROMPT", "")
    reason = why_no_window(environment)
    if reason:
        return draw_without_window(prompt or DEFAULT_PROMPT, reason)
    return become([str(venv_python()), "-m", "studio", *([f"--prompt={prompt}"] if prompt else [])])


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="run.py", description="Start Blink Studio from its checkout.")
    parser.add_argument("prompt", nargs="*", help="what to make first")
    parser.add_argument("--setup", action="store_true", help="only make the environment in .venv/")
    parser.add_argument("--dev", action="store_true", help="with what the tests need")
    parser.add_argument("--libraries", action="store_true", help="print the command that installs what Qt misses here")
    return parser.parse_args(arguments)


# --- the environment


def ensure_environment(dev: bool) -> None:
    """Make or mend .venv/ unless its stamp says that it is what this checkout needs."""
    if stamp_fits(dev):
        return
    require_python()
    with setup_lock():
        if stamp_fits(dev):  # another start made it while this one waited
            return
        build_environment(dev)


def build_environment(dev: bool) -> None:
    finished = read_stamp()
    dev = dev or finished.get("dev", False)
    flavour = torch_flavour(sys.platform, has_nvidia())
    quiet: list[str] = []
    if VENV.exists() and usable():
        quiet = ["--quiet"] if finished else []
        more = f", about {DOWNLOAD_MB['dev']} MB for the tests" if dev and not finished.get("dev") else ""
        print(f"Bringing {VENV} up to date{more}", flush=True)
    else:
        announce(flavour, dev)
        make_venv()
    STAMP.unlink(missing_ok=True)
    install_torch(flavour)
    install_studio(dev, *quiet)
    STAMP.write_text(json.dumps({**needs(), "python": interpreter(), "dev": dev}), encoding="utf-8")


def needs() -> dict[str, str]:
    """What makes an environment out of date when it changes."""
    return {
        "project": hashlib.sha256((HERE / "pyproject.toml").read_bytes()).hexdigest(),
        "place": str(HERE),
        "torch": f"{TORCH} {torch_flavour(sys.platform, has_nvidia())}",
    }


def read_stamp() -> dict:
    try:
        return json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def stamp_fits(dev: bool) -> bool:
    stamp = read_stamp()
    if not stamp or (dev and not stamp.get("dev")) or stamp.get("python") != interpreter():
        return False
    return venv_python().exists() and all(stamp.get(name) == value for name, value in needs().items())


def venv_python() -> Path:
    return VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def interpreter() -> str:
    """The real interpreter behind .venv/; it changes when the system's Python does."""
    return os.path.realpath(venv_python())


def usable() -> bool:
    """True when what lies in .venv/ can be built upon: its Python runs here and no package is half there."""
    stamp = read_stamp()
    if stamp and (stamp.get("place") != str(HERE) or stamp.get("python") != interpreter()):
        return False
    try:
        probe = subprocess.run([str(venv_python()), "-c", WHOLE], capture_output=True, text=True, check=False)
    except OSError:
        return False
    if probe.returncode:
        print(f"The environment in {VENV} is incomplete ({probe.stderr.strip() or 'no reason given'}); making it anew.")
    return probe.returncode == 0


def announce(flavour: str, dev: bool) -> None:
    megabytes = DOWNLOAD_MB["studio"] + DOWNLOAD_MB[flavour] + (DOWNLOAD_MB["dev"] if dev else 0)
    why = (
        "an NVIDIA device is here: PyTorch with CUDA" if flavour == "cuda" else "no NVIDIA device: PyTorch without CUDA"
    )
    print(f"First start: making {VENV}")
    print(f"About {megabytes:,} MB to download ({why}), less what pip keeps already. Later starts need no network.")
    sys.stdout.flush()


def make_venv() -> None:
    if importlib.util.find_spec("ensurepip") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        fail(f"This Python {version} cannot make environments.", f"sudo apt-get install -y python{version}-venv")
    if VENV.exists():
        shutil.rmtree(VENV)
    call([sys.executable, "-m", "venv", str(VENV)], "the environment could not be made")


def install_torch(flavour: str) -> None:
    """Torch first and by itself, so that the choice of its build is ours and not the resolver's."""
    if fits(installed_torch(), flavour):
        return
    wanted = f"torch=={TORCH}"
    if flavour == "cuda" or sys.platform == "darwin":
        pip("--force-reinstall", "--no-deps", wanted)
    elif not pip_quietly("--no-index", "--no-deps", wanted):  # a wheel that pip finds on this machine
        pip("--index-url", TORCH_CPU_INDEX, "--no-deps", wanted)


def install_studio(dev: bool, *options: str) -> None:
    pinned = VENV / "torch.txt"
    pinned.write_text(f"torch=={installed_torch()}\n", encoding="utf-8")
    pip(*options, "--constraint", str(pinned), "--editable", f"{HERE}[dev]" if dev else str(HERE))


def installed_torch() -> str:
    """The version of torch in .venv/, with its build (2.13.0+cpu), or nothing."""
    names = sorted(path.name for path in VENV.glob("[Ll]ib/**/site-packages/torch-*.dist-info"))
    return names[-1][len("torch-") : -len(".dist-info")] if names else ""


def fits(version: str, flavour: str) -> bool:
    """A build for CUDA runs without a device too; a build for the CPU wastes one."""
    return version.split("+")[0] == TORCH and not (flavour == "cuda" and version.endswith("+cpu"))


def pip(*arguments: str) -> None:
    call([*pip_command(), *arguments], "pip could not install what the studio needs; what it has fetched is kept")


def pip_quietly(*arguments: str) -> bool:
    return subprocess.run([*pip_command(), *arguments], capture_output=True, check=False).returncode == 0


def pip_command() -> list[str]:
    return [str(venv_python()), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]


@contextmanager
def setup_lock() -> Iterator[None]:
    """One start at a time builds; the system lets go of the lock when its holder dies."""
    with (HERE / ".venv.lock").open("w") as file:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


# --- what this machine is


def require_python() -> None:
    """Go on under a Python that fits, or say which one is needed."""
    if python_fits(sys.version_info[:2]):
        return
    for command in other_pythons():
        probe = subprocess.run([*command, "-c", "import ensurepip"], capture_output=True, check=False)
        if probe.returncode == 0:
            print(f"Python {platform.python_version()} does not fit; going on with {' '.join(command)}.")
            sys.stdout.flush()
            sys.exit(become([*command, str(HERE / "run.py"), *sys.argv[1:]]))
    refuse_python(platform.python_version())


def refuse_python(version: str) -> NoReturn:
    fail(
        f"Blink Studio needs Python 3.11 or newer (up to 3.14); this is {version}.",
        "install one from python.org or your system's packages, then run it again with that one",
    )


def python_fits(version: tuple[int, int]) -> bool:
    return SUPPORTED[0] <= version <= SUPPORTED[1]


def other_pythons() -> list[list[str]]:
    versions = ("3.13", "3.12", "3.11", "3.14")
    if sys.platform == "win32":
        return [["py", f"-{version}"] for version in versions] if shutil.which("py") else []
    return [[path] for path in (shutil.which(f"python{version}") for version in versions) if path]


def has_nvidia(system: str = sys.platform, root: Path = ROOT) -> bool:
    """An NVIDIA device, not merely its tools: container images bring those everywhere."""
    if system == "win32":
        return (root / "System32/nvcuda.dll").exists()
    devices = [*root.glob("dev/nvidia[0-9]*"), *root.glob("proc/driver/nvidia/gpus/*")]
    return bool(devices) or (root / "usr/lib/wsl/lib/nvidia-smi").exists()


def torch_flavour(system: str, nvidia: bool) -> str:
    return "cuda" if nvidia and system != "darwin" else "cpu"


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_libraries(
    table: Mapping[str, tuple[str, str]], loads: Callable[[str], bool] = loads, system: str = sys.platform
) -> dict[str, tuple[str, str]]:
    if not system.startswith("linux"):
        return {}
    return {library: packages for library, packages in table.items() if not loads(library)}


def install_command(
    missing: Mapping[str, tuple[str, str]],
    which: Callable[[str], str | None] = shutil.which,
    root: bool = hasattr(os, "geteuid") and os.geteuid() == 0,
) -> str:
    """One shell line that installs the missing libraries with this system's packages; empty if nothing is missing."""
    if not missing:
        return ""
    as_root = "" if root else "sudo "
    if which("apt-get"):
        return f"{as_root}apt-get install -y {' '.join(unique(debian for debian, _ in missing.values()))}"
    if which("pacman"):
        return f"{as_root}pacman -S --needed {' '.join(unique(arch for _, arch in missing.values()))}"
    for tool in ("dnf", "zypper"):  # RPM knows packages by the library they hold
        if which(tool):
            bits = "()(64bit)" if sys.maxsize > 2**32 else ""
            return f"{as_root}{tool} install -y {' '.join(shlex.quote(library + bits) for library in missing)}"
    return f"(with your system's packages) {' '.join(missing)}"


def unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def library_message(missing: Mapping[str, tuple[str, str]]) -> str:
    return f"Missing system libraries: {', '.join(missing)}\n  Install them with: {install_command(missing)}"


def report_libraries(table: Mapping[str, tuple[str, str]]) -> int:
    missing = missing_libraries(table)
    if missing:
        print(library_message(missing), file=sys.stderr)
    return 1 if missing else 0


# --- starting


def why_no_window(
    environment: Mapping[str, str],
    system: str = sys.platform,
    loads: Callable[[str], bool] = loads,
    answers: Callable[[Mapping[str, str]], bool] | None = None,
) -> str:
    """The reason why no window can be opened here, as a sentence; empty when one can."""
    if not system.startswith("linux"):
        return ""
    if not environment.get("DISPLAY") and not environment.get("WAYLAND_DISPLAY"):
        return "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set)."
    session = X11_LIBRARIES if environment.get("DISPLAY") else WAYLAND_LIBRARIES
    missing = missing_libraries({**QT_LIBRARIES, **session}, loads, system)
    if missing:
        return f"Qt cannot open a window here. {library_message(missing)}"
    if not (answers or display_answers)(environment):
        return "The display that is named in the environment does not answer."
    return ""


def display_answers(environment: Mapping[str, str]) -> bool:
    if environment.get("DISPLAY"):
        xcb = ctypes.CDLL("libxcb.so.1")
        xcb.xcb_connect.restype = ctypes.c_void_p
        xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
        xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
        connection = xcb.xcb_connect(environment["DISPLAY"].encode(), None)
        error = xcb.xcb_connection_has_error(connection)
        xcb.xcb_disconnect(connection)
        return error == 0
    return Path(environment.get("XDG_RUNTIME_DIR", "/run"), environment["WAYLAND_DISPLAY"]).exists()


def draw_without_window(prompt: str, reason: str, python: str | None = None) -> int:
    print(f"{reason}\nMaking {PICTURES} pictures of “{prompt}” without a window.", file=sys.stderr)
    missing = missing_libraries(SKIA_LIBRARIES)
    if missing:
        print(library_message(missing), file=sys.stderr)
    command = [python or str(venv_python()), "-m", "studio", "generate", "-n", str(PICTURES), "--json", "--", prompt]
    made = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    try:
        pictures = json.loads(made.stdout)["images"]
    except (ValueError, KeyError):
        pictures = []
    for picture in pictures:
        print(picture["path"])
    return made.returncode


def become(command: list[str]) -> int:
    """Hand this process over; Windows has no real exec, so there it waits and passes the exit status on."""
    if sys.platform == "win32":
        return subprocess.run(command, check=False).returncode
    sys.stdout.flush()
    os.execv(command[0], command)
    raise AssertionError("execv does not return")


def call(command: list[str], problem: str) -> None:
    if subprocess.run(command, check=False).returncode:
        fail(f"{problem[0].upper()}{problem[1:]} (see above).", "mend what is named above, then start again")


def fail(message: str, remedy: str) -> NoReturn:
    print(f"{message}\n  Next step: {remedy}", file=sys.stderr)
    sys.exit(1)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:], os.environ))
    except KeyboardInterrupt:
        sys.exit(130)
