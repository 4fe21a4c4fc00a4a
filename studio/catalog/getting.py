"""Getting a model from a hub: what would come, then its files one by one, each whole and right or not there at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from studio.catalog.coming import Progress, Watch
from studio.catalog.getting_files import INDEX, chosen
from studio.catalog.getting_part import Part, wrong_of
from studio.catalog.hub import About, Hub, RemoteFile
from studio.catalog.licences import storage_error
from studio.catalog.offered import Offer
from studio.catalog.shelf import (
    PART,
    Note,
    NotedFile,
    Shelf,
    bytes_of,
    in_bytes,
    is_inside,
    note_of,
    plain_id,
    write_note,
)
from studio.errors import DiskFull, ModelDamaged, ModelError, ModelUnsupported, OwnershipError
from studio.families.family import MAX_CONFIG_BYTES, PipelineIndex, read_index


class Getting:
    """Gets models from one hub into the studio's folder."""

    def __init__(self, shelf: Shelf, hub: Hub) -> None:
        self._shelf = shelf
        self._hub = hub

    def look(
        self, repo: str, *, revision: str | None = None, offer: Offer | None = None, files: Sequence[str] = ()
    ) -> Note:
        """What would come, file by file; nothing of it is fetched but its index.

        Raises HubError as Hub does, ModelUnsafe where there are only pickles, ModelUnsupported where it cannot be told.
        """
        about = self._hub.about(repo, revision)
        remote = {file.path: file for file in about.files if is_inside(file.path)}
        patterns = tuple(files) or (offer.files if offer else ())
        index = self._index(about) if INDEX in remote and not patterns else None
        wanted = chosen(remote, patterns, index)
        name = offer.id if offer else "-".join((repo.rpartition("/")[2], *(Path(file).stem for file in files)))
        return Note(
            id=self._free_id(plain_id(name), repo),
            repo=repo,
            commit=about.commit,
            endpoint=self._hub.endpoint,
            kind=offer.kind if offer else "model",
            family=offer.family if offer else "",
            licence=about.licence or (offer.licence.id if offer else ""),
            licence_name=about.licence_name,
            licence_link=about.licence_link,
            files=tuple(_noted(remote[file.source], file.target) for file in wanted),
        )

    def require_space(self, note: Note) -> None:
        """Raise DiskFull that says what is missing, before the first byte comes."""
        missing = note.bytes - bytes_of(self._shelf.half(note.id), note.files)
        if missing == note.bytes:
            missing -= sum(file.size for file in note.files if self._lender(file) is not None)
        require_space(self._shelf.models, missing, f"The rest of {note.repo}" if missing < note.bytes else note.repo)

    def get(self, note: Note, watch: Watch) -> Path:
        """Fetch what is not here yet; returns the whole model's folder.

        Ends with hub.Stopped if the hub was told to stop. Whatever ends it, what came is kept and the next call goes on
        from there. Raises HubError, ModelDamaged for files that come wrong twice, DiskFull, FolderUnusable, and
        OwnershipError while another studio gets the same model.
        """
        half, place = self._shelf.half(note.id), self._shelf.place(note.id)
        with _alone(half), _told(self._shelf.models):
            write_note(half, note)
            self._fetch(half, note, note.files, watch)
            _put(half, place)
        return place

    def mend(self, folder: Path, note: Note, files: Iterable[NotedFile], watch: Watch) -> None:
        """Fetch `files` of a model again, and only those; each stays until the right one is here. Raises as `get`."""
        wrong = tuple(files)
        require_space(folder, sum(file.size for file in wrong), f"Mending {note.id}")
        with _alone(folder), _told(folder):
            self._fetch(folder, note, wrong, watch, again=True)

    def _fetch(
        self, folder: Path, note: Note, files: tuple[NotedFile, ...], watch: Watch, *, again: bool = False
    ) -> None:
        missing = [file for file in files if again or not (folder / file.path).exists()]
        total = sum(file.size for file in files)
        whole = total - sum(file.size for file in missing)
        fetched = 0

        def came(count: int, size: int, name: str) -> None:
            nonlocal fetched
            fetched += count
            watch(Progress(done=whole + size, total=total, fetched=fetched, file=name))

        for file in missing:
            if not self._borrowed(folder, file):
                self._fetch_right(folder, note, file, came)
            whole += file.size

    def _borrowed(self, folder: Path, file: NotedFile) -> bool:
        """Whether another model that was got has the very same file: then it lies on the disk once, with two names."""
        lender, part = self._lender(file), folder / (file.path + PART)
        if lender is None or part.exists():
            return False
        try:
            part.parent.mkdir(parents=True, exist_ok=True)
            part.hardlink_to(lender)
        except OSError:  # not every disk can
            return False
        right = not wrong_of(part.parent, msgspec.structs.replace(file, path=part.name))
        if right:
            part.replace(folder / file.path)
        else:
            part.unlink()
        return right

    def _lender(self, file: NotedFile) -> Path | None:
        for note in self._shelf.notes() if file.sha256 else ():
            for other in note.files:
                path = self._shelf.place(note.id) / other.path
                if (other.sha256, other.size) == (file.sha256, file.size) and path.is_file():
                    return path
        return None

    def _fetch_right(self, folder: Path, note: Note, file: NotedFile, came: Callable[[int, int, str], None]) -> None:
        """One file, checked against its checksum, and fetched once more by itself if it is wrong."""
        for _ in range(2):
            with Part(folder, file) as part:
                came(0, part.size, file.path)
                self._fill(part, note, file, came)
                right = part.right
            if right:
                part.path.replace(folder / file.path)
                return
            part.path.unlink()
        raise ModelDamaged(
            f"{file.source} came twice from {self._hub.host}, and both times not as its checksum says.",
            remedy="Try again later, or ask another mirror with --mirror. The other files are kept.",
            detail=f"expected sha256 {file.sha256 or '-'}, git {file.git or '-'}, {file.size} bytes",
        )

    def _fill(self, part: Part, note: Note, file: NotedFile, came: Callable[[int, int, str], None]) -> None:
        """Until it is whole, or the hub has no more of it."""
        before = -1
        while before < part.size < file.size:
            before = part.size
            for position, piece in self._hub.pieces(note.repo, note.commit, file.source, lambda: part.size):
                part.write(position, piece)
                came(len(piece), part.size, file.path)
                if part.size > file.size:  # wrong already: it must not fill the disk
                    break

    def _index(self, about: About) -> PipelineIndex:
        content = self._hub.read(about.repo, about.commit, INDEX, MAX_CONFIG_BYTES)
        return _read(content, about.repo)

    def _free_id(self, wanted: str, repo: str) -> str:
        """The model's own name, with its maker's before it where another model has that name already."""
        note = note_of(self._shelf.place(wanted)) or note_of(self._shelf.half(wanted))
        taken = self._shelf.place(wanted).exists() and note is None
        return plain_id(repo) if taken or (note is not None and note.repo != repo) else wanted


def require_space(folder: Path, wanted: int, what: str) -> None:
    """Raise DiskFull if `wanted` bytes do not fit on the disk of `folder`, which need not be there yet."""
    there = next(place for place in (folder, *folder.absolute().parents) if place.is_dir())
    free = shutil.disk_usage(there).free
    if wanted > free:
        raise DiskFull(
            f"{what} needs {in_bytes(wanted)}, and the disk of {there} has {in_bytes(free)} left: "
            f"{in_bytes(wanted - free)} are missing.",
            remedy="Free that much and try again, or let STUDIO_HOME name a folder on a larger disk. "
            "Nothing was fetched.",
        )


def _noted(file: RemoteFile, target: str) -> NotedFile:
    return NotedFile(path=target, source=file.path, size=file.size, sha256=file.sha256, git=file.git)


def _read(content: bytes, repo: str) -> PipelineIndex:
    """model_index.json as families/ reads it from a folder."""
    with tempfile.TemporaryDirectory(prefix="studio-") as name:
        folder = Path(name)
        (folder / INDEX).write_bytes(content)
        try:
            return read_index(folder)
        except ModelError as error:
            raise ModelUnsupported(
                f"{repo} describes itself in a way that this studio does not understand.",
                remedy="Choose another model, or say which files with --file NAME.",
                detail=f"{error.message} {error.detail}",
            ) from error


def _put(half: Path, place: Path) -> None:
    """Make the new one the model, and only then delete the version that was there."""
    before = half.with_name(f".{half.name}.before")
    if before.exists():
        shutil.rmtree(before)
    if place.exists():
        place.rename(before)
    half.rename(place)
    shutil.rmtree(before, ignore_errors=True)


@contextmanager
def _alone(folder: Path) -> Generator[None]:
    """One studio at a time writes into `folder`."""
    lock = folder.parent / f".{folder.name}.lock"
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(lock, timeout=0):
            yield
    except Timeout:
        raise OwnershipError(
            f"Another studio is getting {folder.name} at this moment.", remedy="Let it finish, or stop it there."
        ) from None
    except OSError as error:
        raise storage_error(folder.parent, error) from error


@contextmanager
def _told(folder: Path) -> Generator[None]:
    """Disks that fill up while files come, as errors for the user."""
    try:
        yield
    except OSError as error:
        raise storage_error(folder, error) from error
