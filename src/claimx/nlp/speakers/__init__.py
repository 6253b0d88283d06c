"""Speaker resolution: every quote gets its person, by name and role."""

from claimx.nlp.speakers.resolve import Resolution, resolve_speakers

__all__ = ["Resolution", "resolve_speakers"]
