"""The door to LlamaIndex, both ways: an archive as its own objects, its models as ours, our checker behind its engines.

    as_retriever, as_query_engine, as_chat_engine       an archive as LlamaIndex objects   (`engines`, `chatting`)
    CheckedQueryEngine, check_response, FootnoteEvaluator    our checker for any engine    (`checking`, `citing`)
    LlamaEmbedder, LlamaOpinion                         LlamaIndex's models as ours        (`embedding`, `opinion`)

Nothing of LlamaIndex is configured here: no global settings are read or set, so no hosted model is ever fallen back
to. Nodes carry offsets into the unchanged file, so ``article_text[node.start_char_idx:node.end_char_idx]`` is
``node.text``. llama_index is imported with the first name that needs it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.llamaindex.chatting import FootnoteChatEngine as FootnoteChatEngine
    from rag.llamaindex.chatting import as_chat_engine as as_chat_engine
    from rag.llamaindex.checking import CheckedQueryEngine as CheckedQueryEngine
    from rag.llamaindex.checking import FootnoteEvaluator as FootnoteEvaluator
    from rag.llamaindex.checking import check_response as check_response
    from rag.llamaindex.cited import CitedSentence as CitedSentence
    from rag.llamaindex.cited import CitedText as CitedText
    from rag.llamaindex.citing import check_cited as check_cited
    from rag.llamaindex.embedding import LlamaEmbedder as LlamaEmbedder
    from rag.llamaindex.embedding import estimated_tokens as estimated_tokens
    from rag.llamaindex.engines import FootnoteQueryEngine as FootnoteQueryEngine
    from rag.llamaindex.engines import FootnoteRetriever as FootnoteRetriever
    from rag.llamaindex.engines import as_query_engine as as_query_engine
    from rag.llamaindex.engines import as_retriever as as_retriever
    from rag.llamaindex.opinion import LlamaOpinion as LlamaOpinion
    from rag.llamaindex.opinion import judgement_of as judgement_of
    from rag.llamaindex.opinion import opinion_prompt as opinion_prompt
    from rag.llamaindex.telling import response_of as response_of

_WHERE = {
    "CheckedQueryEngine": "checking",
    "CitedSentence": "cited",
    "CitedText": "cited",
    "FootnoteChatEngine": "chatting",
    "FootnoteEvaluator": "checking",
    "FootnoteQueryEngine": "engines",
    "FootnoteRetriever": "engines",
    "LlamaEmbedder": "embedding",
    "LlamaOpinion": "opinion",
    "as_chat_engine": "chatting",
    "as_query_engine": "engines",
    "as_retriever": "engines",
    "check_cited": "citing",
    "check_response": "checking",
    "estimated_tokens": "embedding",
    "judgement_of": "opinion",
    "opinion_prompt": "opinion",
    "response_of": "telling",
}
__all__ = list(_WHERE)


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
