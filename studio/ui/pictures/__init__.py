"""What can be done with pictures, the same in the grid and in the viewer."""
