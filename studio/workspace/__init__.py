"""The observable state of an open window, free of Qt: draft, sets, problems, session."""
