"""Where a stage's chunks are worked on: in this process, or in a pool of processes."""

from claimx.engines.base import Chunk, Engine, Work
from claimx.engines.local import LocalEngine
from claimx.engines.pool import PoolEngine

__all__ = ["Chunk", "Engine", "LocalEngine", "PoolEngine", "Work"]
