"""Language models behind one small interface, with bounds on what they may cost and words for how they fail.

`open_model` makes a model of what the user writes (``openai-like:http://127.0.0.1:8080/v1#qwen``) or of any LlamaIndex
``LLM``. Its ``stream`` gives pieces of text, or raises ModelError with one line that names the cause. What a model
says is text and nothing more: tools are not offered, thinking is dropped, and who calls decides what to believe.
"""

from __future__ import annotations

from rag.llm.errors import CutOff, ModelError
from rag.llm.model import Form, Message, Model
from rag.llm.open import open_model
from rag.llm.status import Status, describe, leaves

__all__ = ["CutOff", "Form", "Message", "Model", "ModelError", "Status", "describe", "leaves", "open_model"]
