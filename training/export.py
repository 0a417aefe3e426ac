"""Writes the trained weights as the file that ships: ``python -m training.export RUN [RUN ...] --mix MIX``.

The checkpoint of a run, or the mean of the weights of several that began alike (a model soup, Wortsman et al. 2022),
becomes ``rag/models/evidence/model.onnx``: the graph of `tools.make_embedder` (int8 weights,
activations quantised at run time, outliers moved into the weights by SmoothQuant with the largest activations seen on
some pairs of the mix's training part) with both kinds of token and the two heads. Prints its sha256, how far its
scores are from those of the full-precision weights, and the figures of the mix's test part.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper
from tokenizers import Tokenizer

from tools.make_embedder import LAYERS, ROOT, Graph, layer, word_embeddings
from training.encoder import EvidenceModel
from training.lists import Row, in_tokens
from training.pairs import Pair, read
from training.train import auc, tensors

POSITIONS = 256  # the longest pair that is read; MiniLM's own trained length
CALIBRATED = 600  # pairs on which the largest activations are taken
COMPARED = 600  # pairs on which the two precisions are compared
INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("runs", type=Path, nargs="+", metavar="run")
    parser.add_argument("--mix", type=Path, required=True)
    parser.add_argument("--from", dest="checkpoint", type=Path, required=True, help="folder with tokenizer.json")
    parser.add_argument("--out", type=Path, default=ROOT / "rag" / "models" / "evidence")
    options = parser.parse_args()
    weights = mean_of(options.runs)
    pairs = read(options.mix)
    tokenizer = Tokenizer.from_file(str(options.checkpoint / "tokenizer.json"))
    some = in_tokens([p for p in pairs if not p.is_test][:CALIBRATED], tokenizer)
    data = network(weights, largest_activations(weights, some)).SerializeToString()
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "model.onnx").write_bytes(data)
    print(f"model.onnx sha256 {hashlib.sha256(data).hexdigest()}, {len(data) / 1e6:.1f} MB")
    report(weights, data, [p for p in pairs if p.is_test], tokenizer)


def mean_of(runs: Sequence[Path]) -> dict[str, np.ndarray]:
    """The mean of the runs' weights, by name."""
    states = [torch.load(run / "checkpoint.pt", map_location="cpu", weights_only=True)["mean"] for run in runs]
    return {name: torch.stack([state[name].float() for state in states]).mean(0).numpy() for name in states[0]}


def encoder(weights: dict[str, np.ndarray], largest: dict[str, np.ndarray] | None) -> Graph:
    """The whole network, two heads at its end; quantised if the largest activations are given."""
    g = Graph(weights, largest)
    zero, one, two = (g.constant(np.array([i], np.int64)) for i in (0, 1, 2))
    length = g.node("Slice", g.node("Shape", "input_ids"), one, two, zero)
    places = g.constant(weights["embeddings.position_embeddings.weight"][:POSITIONS])
    kinds = g.node("Gather", g.constant(weights["embeddings.token_type_embeddings.weight"]), "token_type_ids")
    x = g.node("Add", word_embeddings(g), g.node("Slice", places, zero, length, zero))
    x = g.norm(g.node("Add", x, kinds), "embeddings.LayerNorm")
    mask = g.node("Cast", "attention_mask", to=TensorProto.INT32)
    for number in range(LAYERS):
        x = layer(g, x, number, mask)
    heads(g, x)
    return g


def heads(g: Graph, x: str) -> None:
    """The first mark beside the mean of all, mapped and squashed; full precision, for it is small."""
    one, first = g.constant(np.array([1], np.int64)), g.constant(np.array([0], np.int64))
    mask = g.node("Unsqueeze", g.node("Cast", "attention_mask", to=TensorProto.FLOAT), g.constant(np.array([2])))
    total = g.node("ReduceSum", g.node("Mul", x, mask), one, keepdims=0)
    mean = g.node("Div", total, g.node("ReduceSum", mask, one, keepdims=0))
    mark = g.node("Squeeze", g.node("Gather", x, first, axis=1), one)
    both = g.node("Concat", mark, mean, axis=1)
    pooled = g.node("Tanh", plain(g, both, "pooled"))
    for name in ("answers", "supports"):
        g.node("Identity", plain(g, pooled, name), out=name)


def plain(g: Graph, x: str, name: str) -> str:
    weight = g.constant(g.weights[f"{name}.weight"].T)
    return g.node("Add", g.node("MatMul", x, weight), g.constant(g.weights[f"{name}.bias"]))


def network(
    weights: dict[str, np.ndarray], largest: dict[str, np.ndarray] | None, shown: Sequence[str] = ()
) -> onnx.ModelProto:
    """The graph as a model with its two outputs, or with the inner values ``shown``."""
    g = encoder(weights, largest)
    outputs = [(name, None) for name in shown] or [("answers", ["batch", 1]), ("supports", ["batch", 3])]
    graph = helper.make_graph(
        g.nodes,
        "evidence",
        [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"]) for name in INPUTS],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in outputs],
        g.tensors,
    )
    opsets = [helper.make_opsetid("", 20), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=9, producer_name="footnote")


def largest_activations(weights: dict[str, np.ndarray], rows: Sequence[Row]) -> dict[str, np.ndarray]:
    """For each linear layer, the largest absolute value of each of its inputs over some pairs."""
    of_layer = encoder(weights, None).inputs
    names = list(dict.fromkeys(of_layer.values()))
    run = session(network(weights, None, names).SerializeToString())
    largest = dict.fromkeys(names, np.float32(0))
    for row in rows:
        for name, values in zip(names, run.run(names, fed(row)), strict=True):
            largest[name] = np.maximum(largest[name], np.abs(values).max(axis=(0, 1)))
    return {layer_: largest[tensor] for layer_, tensor in of_layer.items()}


def session(data: bytes) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])


def fed(row: Row) -> dict[str, np.ndarray]:
    ids = np.array([row.ids], np.int64)
    return {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.array([row.kinds], np.int64)}


@torch.no_grad()
def report(weights: dict[str, np.ndarray], data: bytes, test: Sequence[Pair], tokenizer: Tokenizer) -> None:
    """How far int8 is from full precision, and what the shipped file is worth on the test part."""
    run, rows = session(data), in_tokens(test, tokenizer)
    model = EvidenceModel().eval()
    model.load_state_dict({name: torch.from_numpy(array) for name, array in weights.items()})
    scored = [run.run(["answers", "supports"], fed(row)) for row in rows]
    cpu = torch.device("cpu")
    whole = [torch.cat([t[0] for t in model(*tensors([row], cpu))]).numpy() for row in rows[:COMPARED]]
    off = [np.abs(np.concatenate([a[0], s[0]]) - full) for (a, s), full in zip(scored[:COMPARED], whole, strict=True)]
    print(f"logits off by {np.mean(off):.3f} on the mean, {np.max(off):.3f} at most, n {len(off)}")
    both = list(zip(rows, scored, strict=True))
    asked = [(float(a[0, 0]), row.label == 1) for row, (a, _) in both if row.task == "answers"]
    claimed = [(s[0], row.label) for row, (_, s) in both if row.task == "supports"]
    right = np.mean([int(s.argmax()) == label for s, label in claimed])
    supported = auc([(float(s[1] - max(s[0], s[2])), label == 1) for s, label in claimed])
    print(f"answers AUC {auc(asked):.3f} (n {len(asked)})")
    print(f"supports AUC {supported:.3f}, right {right:.3f} (n {len(claimed)})")


if __name__ == "__main__":
    main()
