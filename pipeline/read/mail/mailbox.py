"""Takes a mailbox apart: messages one after the other, each behind a line of its envelope ("From … 2021"), as exports write them."""

import re
from collections.abc import Iterator

from pipeline.read.item import Item
from pipeline.read.kinds import MAILBOX_RE

_BLANK_LINES = (b"\n\n", b"\n\r\n")
#: a line of a message that would look like an envelope is marked by those who write mailboxes
_MARKED_RE = re.compile(rb"^>(>*From )", re.MULTILINE)


def split_mailbox(item: Item) -> Iterator[bytes]:
    r"""Give the messages.

    >>> envelope = b"From a@b.example Mon May  3 08:00:00 2021\n"
    >>> box = envelope + b"Subject: x\n\nLage\n\n" + envelope + b"Subject: y\n\n>From here\n"
    >>> list(split_mailbox(Item(box, "a.mbox", "application/mbox")))
    [b'Subject: x\n\nLage\n\n', b'Subject: y\n\nFrom here\n']
    """
    data = item.data
    heads = [
        match
        for match in MAILBOX_RE.finditer(data)
        if match.start() == 0 or data[match.start() - 3 : match.start()].endswith(_BLANK_LINES)
    ]
    ends = [match.start() for match in heads[1:]]
    for head, end in zip(heads, [*ends, len(data)], strict=True):
        yield _MARKED_RE.sub(rb"\1", data[head.end() : end])
