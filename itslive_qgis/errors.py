"""The one failure type of the plugin, understood in every room and across the worker.

Messages are written here in English as templates (``"No room on {drive}."``) and marked with
``QT_TRANSLATE_NOOP("Messages", ...)``, so that rooms without Qt can raise them and the QGIS side
can translate them (``itslive_qgis.translation``).
"""

from __future__ import annotations

import traceback
from typing import Any


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802 - lupdate's keyword
    """Mark ``text`` for translation without needing Qt; return it unchanged."""
    return text


class Cancelled(Exception):  # noqa: N818 - a request fulfilled, not an error
    """The user asked for the work to stop; nothing went wrong and nothing is left behind."""


class TooManyOpenFiles(MemoryError):  # noqa: N818 - named as the systems name it
    """This process can open no further file: like a want of memory, no file's fault."""


class ItsliveError(Exception):
    """What happened, and what the user can do next.

    Args:
        what: sentence template saying what happened and why, marked for translation.
        advice: sentence template saying what to do next, marked for translation.
        code: short stable name for programs and tests, e.g. ``"worker_died"``.
        detail: technical text for the log, never shown on its own.
        retry: whether the same call may succeed if simply repeated.
        values: fills the ``{names}`` of both templates; JSON-able values only.
    """

    def __init__(
        self,
        what: str,
        advice: str = "",
        *,
        code: str = "error",
        detail: str = "",
        retry: bool = False,
        **values: Any,
    ) -> None:
        super().__init__(what)
        self.what = what
        self.advice = advice
        self.code = code
        self.detail = detail
        self.retry = retry
        self.values = values

    def __str__(self) -> str:
        """The English text: what happened, then what to do."""
        return self.render(self.what, self.advice)

    def render(self, what: str, advice: str) -> str:
        """Fill both templates (possibly translated ones) with this error's values."""
        parts = [part for part in (what, advice) if part]
        return " ".join(fill(part, self.values) for part in parts)

    def to_dict(self) -> dict[str, Any]:
        """A JSON-able form, for the worker's protocol."""
        return {
            "what": self.what,
            "advice": self.advice,
            "code": self.code,
            "detail": self.detail,
            "retry": self.retry,
            "values": self.values,
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> ItsliveError:
        """The inverse of :meth:`to_dict`."""
        return cls(
            str(data.get("what", "")),
            str(data.get("advice", "")),
            code=str(data.get("code", "error")),
            detail=str(data.get("detail", "")),
            retry=bool(data.get("retry", False)),
            **dict(data.get("values", {})),
        )


def unexpected(error: Exception) -> ItsliveError:
    """A failure nobody thought of, as a sentence; the traceback goes into its detail."""
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "Something unforeseen went wrong: {problem}."),
        QT_TRANSLATE_NOOP(
            "Messages", "The log (View, Panels, Log Messages, ITS_LIVE) has the details."
        ),
        code="unexpected",
        detail="".join(traceback.format_exception(type(error), error, error.__traceback__)),
        problem=f"{type(error).__name__}: {error}",
    )


def fill(template: str, values: dict[str, Any]) -> str:
    """``template.format(**values)``, but a faulty template or translation is shown as it is."""
    try:
        return template.format(**values)
    except (KeyError, IndexError, ValueError):
        return template
