"""The tests' end of :mod:`tests.real_stac.server`."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.tools.layout import REPOSITORY


class RealStac:
    """The real STAC server while the block lasts; every file of it is gone afterwards."""

    def __enter__(self) -> RealStac:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.real_stac.server"],
            cwd=REPOSITORY,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            # Ctrl+C reaches it as the end of its input, once the tests are torn down
            start_new_session=True,
        )
        self.pid = self._process.pid
        try:
            self.root = Path(self._answer()["root"])
        except RuntimeError:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait(60)
        self._process.stdout.close()

    def serve(
        self,
        name: str,
        collections: Iterable[dict[str, Any]],
        items: Iterable[dict[str, Any]],
        queryables: dict[str, Any],
        **settings: str,
    ) -> str:
        """Load a world and return the address of its STAC service.

        Args:
            name: of its database.
            collections, items: what it holds.
            queryables: the queryables document it is set up with.
            settings: of pgstac, such as ``context="on"``; else its defaults.

        Raises:
            RuntimeError: it did not work; with what the programs said.
        """
        folder = self.root / f"input-{name}"
        folder.mkdir()
        for table, rows in (("collections", collections), ("items", items)):
            with (folder / f"{table}.ndjson").open("w", encoding="utf-8") as stream:
                stream.writelines(json.dumps(row) + "\n" for row in rows)
        for document, content in (("queryables", queryables), ("settings", settings)):
            (folder / f"{document}.json").write_text(json.dumps(content), encoding="utf-8")
        question = json.dumps({"name": name, "folder": str(folder)})
        with contextlib.suppress(BrokenPipeError):  # its last words say more
            print(question, file=self._process.stdin, flush=True)
        return self._answer()["url"]

    def _answer(self) -> dict[str, str]:
        line = self._process.stdout.readline()
        answer = json.loads(line) if line else {"error": "It ended without a word."}
        if "error" in answer:
            raise RuntimeError(f"The real STAC server failed: {answer['error']}")
        return answer
