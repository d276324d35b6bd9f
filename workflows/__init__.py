"""Level 3: what follows a call. It reaches the spine alone, and no call ever waits for it."""
