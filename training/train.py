"""Trains the evidence model: ``python -m training.train MIX --from CHECKPOINT --out FOLDER``.

One pass over the mix in batches of about TOKENS tokens, both tasks in every batch; AdamW (Loshchilov and Hutter 2019),
learning rate warmed up and brought down in a line; what is kept is the running mean of the weights. Seeded. It can be
stopped at any time and goes on from the last checkpoint in FOLDER; FOLDER/log.jsonl gets a line every few steps, and
``python -m training.plot FOLDER`` draws it. On a GPU where there is one, else on all CPU cores, in bfloat16.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional
from tqdm import tqdm

from training.encoder import EvidenceModel
from training.pairs import Pair, read

TOKENS = 2048  # in a batch: what two idle CPU cores do in 0.8 s
LONGEST = 192  # tokens of a pair; the second text is cut first
RATE, WARM, DECAY = 8e-5, 0.06, 0.01
MEAN = 0.998  # of the running mean of the weights: of about the last 500 steps
KEEP_EVERY = 500  # steps between checkpoints and looks at the test part


@dataclass(frozen=True, slots=True)
class Row:
    """A pair in tokens."""

    ids: list[int]
    kinds: list[int]
    task: str
    label: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("mix", type=Path)
    parser.add_argument(
        "--from", dest="checkpoint", type=Path, required=True, help="folder with model.safetensors, tokenizer.json"
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--passes", type=float, default=1.0, help="how often the whole mix is seen")
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    pairs = read(options.mix)
    tokenizer = Tokenizer.from_file(str(options.checkpoint / "tokenizer.json"))
    training = in_tokens([p for p in pairs if not p.is_test], tokenizer)
    test = in_tokens([p for p in pairs if p.is_test], tokenizer)
    batches = batched(training, options.seed, options.passes)
    Run(EvidenceModel.started_from(options.checkpoint / "model.safetensors"), options.out, batches, test).go()


def in_tokens(pairs: Sequence[Pair], tokenizer: Tokenizer) -> list[Row]:
    """Pairs as the model reads them: first text, second text, at most LONGEST tokens."""
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST, strategy="longest_first")
    encoded = tokenizer.encode_batch([(pair.a, pair.b) for pair in pairs])
    return [Row(e.ids, e.type_ids, pair.task, pair.label) for e, pair in zip(encoded, pairs, strict=True)]


def batched(rows: Sequence[Row], seed: int, passes: float) -> list[list[Row]]:
    """Batches of rows of like length (little is padded), in an order of chance."""
    chance = random.Random(seed)
    batches: list[list[Row]] = []
    for part in range(-int(-passes // 1)):
        shuffled = chance.sample(list(rows), len(rows))[: round(len(rows) * min(1.0, passes - part))]
        for start in range(0, len(shuffled), 4096):  # sorted within a stretch, so that chance still rules
            batches += _of_like_length(sorted(shuffled[start : start + 4096], key=lambda row: len(row.ids)))
    chance.shuffle(batches)
    return batches


def _of_like_length(rows: Sequence[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        if batch and (len(batch) + 1) * len(row.ids) > TOKENS:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


class Run:
    """One training run, in a folder of its own."""

    def __init__(
        self, model: EvidenceModel, folder: Path, batches: Sequence[Sequence[Row]], test: Sequence[Row]
    ) -> None:
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.model, self.mean = model.to(self.device), deepcopy(model).to(self.device).eval()
        self.folder, self.batches, self.test = folder, batches, test
        self.optimizer = torch.optim.AdamW(self._groups(), lr=RATE)
        self.step = 0

    def go(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._resume()
        self.model.train()
        began, losses = time.monotonic(), []
        for step in tqdm(
            range(self.step, len(self.batches)), initial=self.step, total=len(self.batches), mininterval=5
        ):
            losses.append(self._learn(self.batches[step]))
            self.step = step + 1
            if self.step % 50 == 0:
                self._log(step=self.step, loss=sum(losses) / len(losses), seconds=time.monotonic() - began)
                losses = []
            if self.step % KEEP_EVERY == 0 or self.step == len(self.batches):
                self._keep()

    def _groups(self) -> list[dict[str, object]]:
        plain = [p for n, p in self.model.named_parameters() if n.endswith("bias") or "LayerNorm" in n]
        rest = [p for n, p in self.model.named_parameters() if not (n.endswith("bias") or "LayerNorm" in n)]
        return [{"params": rest, "weight_decay": DECAY}, {"params": plain, "weight_decay": 0.0}]

    def _rate(self) -> float:
        done = self.step / len(self.batches)
        return RATE * min(done / WARM + 1e-3, (1 - done) / (1 - WARM))

    def _learn(self, batch: Sequence[Row]) -> float:
        for group in self.optimizer.param_groups:
            group["lr"] = self._rate()
        with torch.autocast(self.device.type, dtype=torch.bfloat16):
            loss = self._loss(batch)
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        decay = min(MEAN, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            for mine, theirs in zip(self.mean.parameters(), self.model.parameters(), strict=True):
                mine.lerp_(theirs, 1 - decay)
        return float(loss.detach())

    def _loss(self, batch: Sequence[Row]) -> Tensor:
        answers, supports = self.model(*tensors(batch, self.device))
        label = torch.tensor([row.label for row in batch], device=self.device)
        first = torch.tensor([row.task == "answers" for row in batch], device=self.device)
        asked = functional.binary_cross_entropy_with_logits(
            answers[first, 0].float(), label[first].float(), reduction="sum"
        )
        claimed = functional.cross_entropy(supports[~first].float(), label[~first], reduction="sum")
        return (asked + claimed) / len(batch)

    def _keep(self) -> None:
        state = {
            "model": self.model.state_dict(), "mean": self.mean.state_dict(), "step": self.step,
            "optimizer": self.optimizer.state_dict(), "random": torch.get_rng_state(),
        }  # fmt: skip
        part = self.folder / "checkpoint.part"
        torch.save(state, part)
        part.replace(self.folder / "checkpoint.pt")
        self._log(step=self.step, **look(self.mean, self.test, self.device))

    def _resume(self) -> None:
        kept = self.folder / "checkpoint.pt"
        if not kept.exists():
            return
        state = torch.load(kept, map_location=self.device, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.mean.load_state_dict(state["mean"])
        self.optimizer.load_state_dict(state["optimizer"])
        torch.set_rng_state(state["random"].cpu())
        self.step = state["step"]

    def _log(self, **figures: float) -> None:
        with (self.folder / "log.jsonl").open("a") as file:
            file.write(json.dumps({name: round(value, 5) for name, value in figures.items()}) + "\n")


def tensors(batch: Sequence[Row], device: torch.device) -> tuple[Tensor, Tensor, Tensor]:
    """Ids, mask and kinds of a batch, padded to its longest row."""
    longest = max(len(row.ids) for row in batch)

    def padded(lists: Sequence[Sequence[int]]) -> Tensor:
        return torch.tensor([[*values, *([0] * (longest - len(values)))] for values in lists], device=device)

    return padded([r.ids for r in batch]), padded([[1] * len(r.ids) for r in batch]), padded([r.kinds for r in batch])


@torch.no_grad()
def look(model: EvidenceModel, rows: Sequence[Row], device: torch.device) -> dict[str, float]:
    """The test part: AUC of *answers*, accuracy of *supports*, AUC of supported against the rest."""
    asked, claimed = [], []
    for batch in _of_like_length(sorted(rows, key=lambda row: len(row.ids))):
        with torch.autocast(device.type, dtype=torch.bfloat16):
            answers, supports = model(*tensors(batch, device))
        for row, one, three in zip(batch, answers[:, 0].float().tolist(), supports.float().tolist(), strict=True):
            if row.task == "answers":
                asked.append((one, row.label == 1))
            else:
                claimed.append(
                    (three[1] - max(three[0], three[2]), row.label == 1, three.index(max(three)) == row.label)
                )
    right = sum(hit for _, _, hit in claimed) / len(claimed)
    return {"answers_auc": auc(asked), "supports_auc": auc([(s, t) for s, t, _ in claimed]), "supports_right": right}


def auc(scored: Sequence[tuple[float, bool]]) -> float:
    """The chance that a true one scores above a false one (Mann-Whitney; ties are not split, scores are continuous)."""
    ranks = [rank for rank, (_, truth) in enumerate(sorted(scored), 1) if truth]
    true, false = len(ranks), len(scored) - len(ranks)
    return (sum(ranks) - true * (true + 1) / 2) / (true * false)


if __name__ == "__main__":
    main()
