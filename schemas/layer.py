"""How the shapes between stages are declared: frozen for the type checker, plain at run time.

A frozen dataclass sets each field through ``object.__setattr__`` and takes four times as long to make; some hundred are made for every
document. That nobody changes one is checked by mypy, where the code is written, instead of again for every document. Hash and equality are
those of a frozen dataclass.
"""

from typing import TYPE_CHECKING

__all__ = ["layer"]

if TYPE_CHECKING:
    from dataclasses import dataclass as layer
else:
    from dataclasses import dataclass

    def layer(*, frozen: bool, slots: bool = False):  # noqa: ANN201 - the type checker sees dataclass itself
        """Declare a dataclass; ``frozen`` must be True and is what the type checker holds the code to.

        >>> @layer(frozen=True, slots=True)
        ... class Point:
        ...     at: int
        >>> Point(3) == Point(3), len({Point(3), Point(3)})
        (True, 1)
        """
        if not frozen:
            msg = "what may change is a plain dataclass"
            raise TypeError(msg)
        return dataclass(slots=slots, unsafe_hash=True)
