"""What Level 2 can ask for besides a field: one module each."""
