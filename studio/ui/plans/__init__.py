"""The page of plans: what a file would make, what is wrong with it, and what became of it; and the morning report."""
