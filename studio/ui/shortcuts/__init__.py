"""Keys of the window: the actions that they trigger, and the page that lists and rebinds them."""
