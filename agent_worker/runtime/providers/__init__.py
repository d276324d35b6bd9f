"""Recognisers, synthesisers and voice detection, ours and hosted, behind LiveKit's classes."""
