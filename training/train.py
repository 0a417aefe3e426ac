"""Trains the evidence model: ``python -m training.train MIX --from CHECKPOINT --out FOLDER``.

One pass over the mix in batches of about TOKENS tokens, both tasks in every batch; AdamW (Loshchilov and Hutter 2019),
learning rate warmed up and brought down in a line; what is kept is the running mean of the weights. Seeded. It can be
stopped at any time and goes on from the last checkpoint in FOLDER; FOLDER/log.jsonl gets a line every few steps, and
``python -m training.plot FOLDER`` draws it. On a GPU where there is one, else on all CPU cores, in bfloat16.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional
from tqdm import tqdm

from training.encoder import EvidenceModel
from training.lists import Row, batched, in_tokens, longest, of_like_length
from training.pairs import read

RANKED = 0.5  # weight of the order within a question, beside yes or no for each sentence
RATE, WARM, DECAY = 8e-5, 0.06, 0.01
MEAN = 0.998  # of the running mean of the weights: of about the last 500 steps
KEEP_EVERY = 500  # steps between checkpoints and looks at the test part


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("mix", type=Path)
    parser.add_argument(
        "--from", dest="checkpoint", type=Path, required=True, help="folder with model.safetensors, tokenizer.json"
    )
    parser.add_argument("--after", type=Path, help="folder of an earlier run, whose weights are gone on with")
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
    model = EvidenceModel.started_from(options.checkpoint / "model.safetensors")
    if options.after:
        model.load_state_dict(torch.load(options.after / "checkpoint.pt", weights_only=True)["mean"])
    Run(model, options.out, batches, test).go()


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
        score = answers[:, 0].float()
        asked = functional.binary_cross_entropy_with_logits(score[first], label[first].float(), reduction="sum")
        claimed = functional.cross_entropy(supports[~first].float(), label[~first], reduction="sum")
        return (asked + claimed + RANKED * self._ranked(batch, score, label)) / len(batch)

    def _ranked(self, batch: Sequence[Row], score: Tensor, label: Tensor) -> Tensor:
        """Within each list, what its best answer lacks of all the weight (ListNet's top one, Cao et al. 2007)."""
        places: dict[str, list[int]] = defaultdict(list)
        for place, row in enumerate(batch):
            if row.asked:
                places[row.asked].append(place)
        lacking = score.new_zeros(())
        for place in places.values():
            true = label[place] == 1
            if true.any() and not true.all():
                lacking = lacking + len(place) * (score[place].logsumexp(0) - score[place][true].logsumexp(0))
        return lacking

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
    for batch in of_like_length(sorted(([row] for row in rows), key=longest)):
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
