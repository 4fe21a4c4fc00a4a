"""What is known of the chosen pictures, their notes and tags."""
