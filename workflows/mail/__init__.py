"""How letters leave this machine."""
