"""The models that answers from given texts are measured with: as an archive would open them."""

from __future__ import annotations

from rag.embed import Embedder, open_embedder
from rag.evidence import EvidenceModel, open_evidence
from rag.settings import Settings


def opened() -> tuple[Embedder | None, EvidenceModel | None]:
    """The embedder and the evidence model that the settings name. Who asks for words alone gets neither."""
    settings = Settings.from_environment()
    embedder = open_embedder(settings.embedder, settings.threads)
    return embedder, open_evidence(settings.evidence, settings.threads)[0] if embedder else None
