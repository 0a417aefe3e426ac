"""The network: a BERT encoder of MiniLM-L6 size with two heads, started from the weights of all-MiniLM-L6-v2.

Wang et al. 2020 (MiniLM), Reimers and Gurevych 2019 (sentence-transformers), both Apache-2.0. The names of the
parameters are those of the checkpoint, so that it loads as it is.
"""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

HIDDEN, LAYERS, HEADS, INNER, VOCABULARY, POSITIONS = 384, 6, 12, 1536, 30_522, 512
NORM_EPSILON = 1e-12  # config.json of the checkpoint


class Attention(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(HIDDEN, HIDDEN) for _ in range(3))

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        rows, length, _ = x.shape
        q, k, v = (
            part(x).view(rows, length, HEADS, HIDDEN // HEADS).transpose(1, 2)
            for part in (self.query, self.key, self.value)
        )
        mixed = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        return mixed.transpose(1, 2).reshape(rows, length, HIDDEN)


class Projected(nn.Module):
    """A linear map back onto the stream, added and normalised."""

    def __init__(self, inner: int) -> None:
        super().__init__()
        self.dense = nn.Linear(inner, HIDDEN)
        self.LayerNorm = nn.LayerNorm(HIDDEN, eps=NORM_EPSILON)

    def forward(self, x: Tensor, stream: Tensor, drop: float) -> Tensor:
        return self.LayerNorm(stream + functional.dropout(self.dense(x), drop, self.training))


class Layer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.attention = nn.ModuleDict({"self": Attention(), "output": Projected(HIDDEN)})
        self.intermediate = nn.ModuleDict({"dense": nn.Linear(HIDDEN, INNER)})
        self.output = Projected(INNER)

    def forward(self, x: Tensor, mask: Tensor, drop: float) -> Tensor:
        x = self.attention["output"](self.attention["self"](x, mask), x, drop)
        return self.output(functional.gelu(self.intermediate["dense"](x)), x, drop)


class Embeddings(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.word_embeddings = nn.Embedding(VOCABULARY, HIDDEN)
        self.position_embeddings = nn.Embedding(POSITIONS, HIDDEN)
        self.token_type_embeddings = nn.Embedding(2, HIDDEN)
        self.LayerNorm = nn.LayerNorm(HIDDEN, eps=NORM_EPSILON)

    def forward(self, ids: Tensor, kinds: Tensor) -> Tensor:
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.word_embeddings(ids) + self.token_type_embeddings(kinds) + self.position_embeddings(places)[None]
        return self.LayerNorm(x)


class EvidenceModel(nn.Module):
    """Two texts in, two judgements out: logits (rows, 1) that the second answers the first, (rows, 3) of SUPPORTS."""

    def __init__(self, drop: float = 0.1) -> None:
        super().__init__()
        self.embeddings = Embeddings()
        self.encoder = nn.ModuleDict({"layer": nn.ModuleList(Layer() for _ in range(LAYERS))})
        self.pooled = nn.Linear(2 * HIDDEN, HIDDEN)  # of the first mark and of the mean of all
        self.answers = nn.Linear(HIDDEN, 1)
        self.supports = nn.Linear(HIDDEN, 3)
        self.drop = drop

    @classmethod
    def started_from(cls, checkpoint: Path) -> EvidenceModel:
        """The checkpoint's encoder, the heads new."""
        model = cls()
        weights = {name: tensor.float() for name, tensor in load_file(checkpoint).items() if "position_ids" not in name}
        missing, unknown = model.load_state_dict({n: t for n, t in weights.items() if "pooler" not in n}, strict=False)
        if unknown or any(not name.startswith(("pooled", "answers", "supports")) for name in missing):
            raise ValueError(f"{checkpoint} is not a MiniLM-L6 checkpoint: {unknown or missing}")
        return model

    def forward(self, ids: Tensor, mask: Tensor, kinds: Tensor) -> tuple[Tensor, Tensor]:
        x = functional.dropout(self.embeddings(ids, kinds), self.drop, self.training)
        seen = torch.zeros(mask.shape, dtype=x.dtype, device=x.device).masked_fill(mask == 0, -1e4)[:, None, None, :]
        for layer in self.encoder["layer"]:
            x = layer(x, seen.to(x.dtype), self.drop)
        weight = mask.to(x.dtype)[..., None]
        mean = (x * weight).sum(1) / weight.sum(1)
        pooled = torch.tanh(self.pooled(torch.cat([x[:, 0], mean], dim=1)))
        pooled = functional.dropout(pooled, self.drop, self.training)
        return self.answers(pooled), self.supports(pooled)
