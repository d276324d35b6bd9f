"""The checker: every call that a graph can lead to, before any caller does."""
