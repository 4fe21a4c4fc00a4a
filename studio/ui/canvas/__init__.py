"""The prompt canvas: where a draft is written."""
