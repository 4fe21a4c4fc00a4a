"""Plans: files that describe many pictures, read, checked, expanded, and put into the queue as a batch."""
