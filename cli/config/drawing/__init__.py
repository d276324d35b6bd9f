"""A graph as a picture: laid out and drawn here, by nobody else's service."""
