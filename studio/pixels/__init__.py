"""Images, masks and colour spaces as plain pixels; no torch, no Qt."""
