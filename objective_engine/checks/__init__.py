"""What a well-formed configuration may still mean wrongly: one module for each part of it."""
