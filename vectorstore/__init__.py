"""Vector stores behind one protocol: Chroma (embedded or by http) and an exact one in memory.

Importing this loads neither chromadb nor any network code.
"""

from __future__ import annotations

from vectorstore.base import Match, Record, StoreUnavailable, Vectors, VectorStore
from vectorstore.chroma import ChromaStore
from vectorstore.memory import MemoryStore

__all__ = ["ChromaStore", "Match", "MemoryStore", "Record", "StoreUnavailable", "VectorStore", "Vectors"]
