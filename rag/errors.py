"""Every error a user can meet, one line each: what, with which value, what to do.

FootnoteError
├── InputError            a question, option or file that cannot be used as given
│   ├── FolderError       a folder to add that is missing, empty or not a folder
│   └── ReceiptError      a receipt that cannot be read
├── ArchiveError          the archive on disk
│   ├── ArchiveMissing    nothing was added yet
│   ├── ArchiveBusy       another process is writing
│   ├── ArchiveDamaged    the catalogue cannot be read
│   ├── ArchiveVersion    written by another version of Footnote
│   ├── ArchiveMismatch   built with another embedder or splitter
│   └── DiskFull          no space left; the archive is as it was
├── EmbedderError         the embedding model is absent, altered or returned nonsense
├── StoreError            the vector store cannot be reached or failed its probe
├── ModelError            the language model cannot be used, or failed
├── Stopped               the reader stopped before there was anything to show
└── PageError             the page cannot be started
"""


class FootnoteError(Exception):
    """Base of all errors Footnote raises on purpose; the message is one line a user can act on."""


class InputError(FootnoteError):
    """A question, option or file that cannot be used as given."""


class FolderError(InputError):
    """A folder to add that is missing, empty or not a folder."""


class ReceiptError(InputError):
    """A receipt that cannot be read."""


class ArchiveError(FootnoteError):
    """The archive on disk cannot be used."""


class ArchiveMissing(ArchiveError):
    """There is no archive at this place yet."""


class ArchiveBusy(ArchiveError):
    """Another process is writing to the archive."""


class ArchiveDamaged(ArchiveError):
    """The catalogue cannot be read."""


class ArchiveVersion(ArchiveError):
    """The archive was written by another version of Footnote."""


class ArchiveMismatch(ArchiveError):
    """The archive was built with another embedder or splitter than the one asked for."""


class DiskFull(ArchiveError):
    """No space left on the disk; the archive is as it was."""


class EmbedderError(FootnoteError):
    """The embedding model is absent, altered, or returned vectors that cannot be used."""


class StoreError(FootnoteError):
    """The vector store cannot be reached, or failed its probe."""


class ModelError(FootnoteError):
    """The language model cannot be used, or failed."""


class Stopped(FootnoteError):
    """The reader stopped before there was anything to show."""


class PageError(FootnoteError):
    """The page cannot be started."""
