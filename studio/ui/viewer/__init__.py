"""One picture large: zoom, pan, next and previous, its set beneath."""
