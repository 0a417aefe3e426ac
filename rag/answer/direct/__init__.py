"""The direct line of an answer: a few words cut from its first sentence. Precise before complete: no line rather than a
wrong one.
"""

from rag.answer.direct.line import direct_line, speaker_named

__all__ = ["direct_line", "speaker_named"]
