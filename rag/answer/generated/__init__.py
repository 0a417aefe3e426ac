"""A language model drafts; this package asks it, reads what it writes, and decides which answer is shown.

``alone`` (a follow-up only), then retrieval by the caller, then ``draft_generated`` sentence by sentence, each
checked by the caller, then ``settle``. The model gets passages and the question, and no
tool, path, secret or conversation.
"""

from rag.answer.generated.alone import alone
from rag.answer.generated.draft import Account, Proposed, draft_generated
from rag.answer.generated.meter import Meter
from rag.answer.generated.model import Message, Model
from rag.answer.generated.settle import settle

__all__ = ["Account", "Message", "Meter", "Model", "Proposed", "alone", "draft_generated", "settle"]
