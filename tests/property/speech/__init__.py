"""Renders values the way people say them and recognisers write them.

It knows nothing of the grammar that it tests: no import from `capture` or `locale`, no table of
theirs.
"""
