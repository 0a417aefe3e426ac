"""Model files that ship: taken only as they were made, opened when first run, read by one tokenizer."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rag.errors import EmbedderError

MINILM = Path(__file__).parent / "models" / "minilm"  # its vocabulary serves every model of ours
VOCABULARY_SHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"


class LazySession:
    """An ONNX model in memory, opened when it is first run: `list`, `verify` and lexical work never pay for it."""

    def __init__(self, model: bytes) -> None:
        self._model = model
        self._session: Any = None
        self._opening = threading.Lock()

    def run(self, outputs: Sequence[str] | None, given: Mapping[str, Any]) -> list[Any]:
        """The named outputs (None: all) for these inputs, on one thread; many may run at once."""
        with self._opening:
            if self._session is None:
                import onnxruntime

                options = onnxruntime.SessionOptions()
                options.intra_op_num_threads = 1
                options.log_severity_level = 3
                self._session = onnxruntime.InferenceSession(self._model, options, providers=["CPUExecutionProvider"])
                self._model = b""
        found: list[Any] = self._session.run(outputs, given)
        return found


def verified(path: Path, sha256: str, without: str = "--embedder none") -> bytes:
    """The bytes of a model file, if they are the ones this version was made with; ``without`` is how to do without."""
    what_to_do = f"Install Footnote again, or go on without it: {without}."
    try:
        data = path.read_bytes()
    except OSError as error:
        raise EmbedderError(f"The model file {path.name} cannot be read ({error.strerror}). {what_to_do}") from None
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        raise EmbedderError(
            f"The model file {path.name} is not the one Footnote ships (sha256 {found[:12]}…, not {sha256[:12]}…). "
            f"{what_to_do}"
        )
    return data


def tokenizer(folder: Path = MINILM) -> Any:
    """BERT's uncased WordPiece tokenizer over ``vocab.txt`` there (one piece a line; its number is its line)."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    vocabulary = verified(folder / "vocab.txt", VOCABULARY_SHA256).decode("utf-8")
    pieces = {piece: number for number, piece in enumerate(vocabulary.splitlines())}
    made = Tokenizer(models.WordPiece(pieces, unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    marks = [("[CLS]", pieces["[CLS]"]), ("[SEP]", pieces["[SEP]"])]
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=marks
    )
    return made
