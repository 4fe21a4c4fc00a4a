"""What crosses the line between the window and the engine: frozen messages in length-prefixed frames."""
