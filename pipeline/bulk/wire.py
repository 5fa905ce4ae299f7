"""How a process that does the work and the one who leads it send each other values: pickled, with their length before them."""

import pickle
from typing import IO, Any

_LENGTH_BYTES = 8


def send(stream: IO[bytes], value: object) -> None:
    """Send a value."""
    data = pickle.dumps(value)
    stream.write(len(data).to_bytes(_LENGTH_BYTES))
    stream.write(data)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:  # noqa: ANN401 - whatever was sent
    """Wait for a value. Raises ``EOFError`` at the end."""
    head = stream.read(_LENGTH_BYTES)
    if len(head) < _LENGTH_BYTES:
        raise EOFError
    data = stream.read(int.from_bytes(head))
    return pickle.loads(data)  # noqa: S301 - from our own process
