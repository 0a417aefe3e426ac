"""The old names of what `front_matter`, `provenance` and `published` do; gone as soon as `article` calls those."""

from __future__ import annotations

from rag.reading.front_matter import Metadata, read_header
from rag.reading.provenance import find_outlet
from rag.reading.published import stated_in_lines as find_published

__all__ = ["Metadata", "find_outlet", "find_published", "read_header"]
