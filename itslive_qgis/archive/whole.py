"""Files of text that are whole or not there at all."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from .files import flush_and_move


def write_text_whole(path: str | os.PathLike[str], pieces: Iterable[str]) -> Path:
    """Write UTF-8 text beside ``path`` and move it there; an earlier file stays until then.

    Args:
        path: of the file.
        pieces: of its text, made while they are written; what they raise ends the work.

    Raises:
        ItsliveError: if it cannot be written; nothing is left of it (code "not_written").
    """
    target = Path(path)
    part = target.with_name(f"{target.name}.part")
    try:
        try:
            with part.open("w", encoding="utf-8", newline="") as file:
                for piece in pieces:
                    file.write(piece)
            flush_and_move(part, target)
        finally:
            with suppress(OSError):  # most often: it has been moved
                part.unlink()
    except (OSError, ValueError) as error:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "The file {name} could not be written."),
            QT_TRANSLATE_NOOP(
                "Messages",
                "Check that the disk has room, that the folder may be written to and that no "
                "program uses the file.",
            ),
            code="not_written",
            detail=str(error),
            name=target.name,
        ) from error
    return target


def read_text(path: str | os.PathLike[str]) -> str:
    """The text of a UTF-8 file.

    Raises:
        ItsliveError: if there is no such file, or it is no text (code "not_read").
    """
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None)
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "The file {name} could not be read: {why}."),
            QT_TRANSLATE_NOOP("Messages", "Choose another file."),
            code="not_read",
            detail=str(error),
            name=Path(path).name,
            why=reason or "it is no text",
        ) from error
