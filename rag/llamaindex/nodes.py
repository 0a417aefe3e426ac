"""Passages and cited quotes as LlamaIndex text nodes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from llama_index.core.schema import NodeRelationship, RelatedNodeInfo, TextNode

from rag.types import GRAVEST, Citation, Claim, Hit

MACHINE_KEYS = ("sha256", "start", "end", "citation", "verdict", "claims")
"""Of no use to a language or embedding model, and tokens all the same."""


def node_of_hit(hit: Hit) -> TextNode:
    """A passage as a text node."""
    article, passage = hit.article, hit.passage
    facts = {
        "path": article.path,
        "title": article.title,
        "outlet": article.outlet,
        "date": article.published.date,
        "sha256": article.sha256,
        "start": passage.start,
        "end": passage.end,
    }
    return _node(hit.text, facts)


def node_of_citation(citation: Citation, claims: Sequence[Claim] = ()) -> TextNode:
    """A cited quote as a text node, with its number, the sentences that stand on it and the gravest of their verdicts.

    A quote that only a disagreement cites bears no sentence, and has no verdict.
    """
    bearing = [claim for claim in claims if citation.n in claim.citations]
    facts = {
        "path": citation.path,
        "title": citation.title,
        "outlet": citation.outlet,
        "date": citation.published.date,
        "sha256": citation.sha256,
        "start": citation.start,
        "end": citation.end,
        "citation": citation.n,
        "verdict": min((claim.verdict for claim in bearing), key=GRAVEST.index, default=None),
        "claims": [claim.text for claim in bearing],
    }
    return _node(citation.quote, facts)


def _node(text: str, facts: dict[str, Any]) -> TextNode:
    """The same characters of the same file are the same node: the id is made of nothing else."""
    identity = "\n".join(str(facts[name]) for name in ("sha256", "path", "start", "end"))
    return TextNode(
        id_=hashlib.sha256(identity.encode()).hexdigest()[:32],
        text=text,
        start_char_idx=facts["start"],
        end_char_idx=facts["end"],
        metadata=facts,
        excluded_embed_metadata_keys=list(MACHINE_KEYS),
        excluded_llm_metadata_keys=list(MACHINE_KEYS),
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=facts["sha256"])},
    )
