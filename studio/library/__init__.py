"""SQLite and files: the queue, the pictures, the blobs; how they are saved, found again and repaired."""

from studio.library.library import Library as Library
from studio.library.rebuild import Rebuilt as Rebuilt
from studio.library.recovery import Recovery as Recovery
from studio.library.restoring import Restored as Restored
from studio.library.verify import Verification as Verification
