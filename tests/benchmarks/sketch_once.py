"""One drawing in a process of its own: prints its seconds of one core and the most memory that the process held."""

from __future__ import annotations

import json
import resource
import sys
import time

import msgspec

from studio.sketch.render import draw
from studio.sketch.scene import Scene


def main() -> None:
    scene = msgspec.json.decode(sys.argv[1], type=Scene)
    width, height = int(sys.argv[2]), int(sys.argv[3])
    began = time.process_time()
    draw(scene, width, height)
    seconds = time.process_time() - began
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "megabytes": megabytes}))


if __name__ == "__main__":
    main()
