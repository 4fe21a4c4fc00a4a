"""The window's widgets, in folders named after the flow. State lives in workspace/; widgets bind to it."""
