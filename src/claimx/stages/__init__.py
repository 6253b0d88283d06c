"""The five stages, each a pure function over frames: ingest, split, attribute, tag, export."""
