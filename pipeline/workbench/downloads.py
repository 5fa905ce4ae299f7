"""What the store holds, as a file to take away. It is made beside the requests, so that neither they nor stopping wait for it."""

import asyncio
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import IO, Any

from starlette.responses import StreamingResponse

from pipeline.desk import Desk
from pipeline.errors import SettingsError
from pipeline.export_review import FORMS, Only, export
from pipeline.workbench.refusal import Refusal

__all__ = ["FORMS", "Downloads"]

#: how many may be made at a time: each reads the whole store
_MOST_AT_ONCE = 2
_CHUNK_BYTES = 64 * 1024


class Downloads:
    """Make files of what the store holds."""

    def __init__(self) -> None:
        self._places = threading.BoundedSemaphore(_MOST_AT_ONCE)

    async def make(self, desk: Desk, form: str, only: Only, lang: str) -> StreamingResponse:
        """Give the file as an answer.

        Raises:
            Refusal: 404 for an unknown format, 422 for one that needs what is not installed, 503 while others are being made.
        """
        if form not in FORMS:
            raise Refusal(404, "unknown-form")
        if not self._places.acquire(blocking=False):
            raise Refusal(503, "export-busy")
        stream = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it has been sent
        try:
            await self._made(desk, form, stream, only, lang)
        except SettingsError as error:
            stream.close()
            raise Refusal(422, "export-impossible", values={"why": str(error)}, message=str(error)) from error
        except BaseException:
            stream.close()  # whoever still writes to it stops at that
            raise
        ending, media_type = FORMS[form]
        name = f"netzlese-{datetime.now(UTC):%Y-%m-%d}{ending}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Length": str(stream.tell())}
        return StreamingResponse(_chunks(stream), media_type=media_type, headers=headers)

    async def _made(self, desk: Desk, form: str, stream: IO[bytes], only: Only, lang: str) -> None:
        """Wait until the file is made, in a thread that a stopping server leaves behind."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()

        def work() -> None:
            error: Exception | None = None
            try:
                export(desk, form, stream, only=only, lang=lang)
                stream.seek(0, 2)
            except Exception as raised:  # noqa: BLE001 - it goes on where it is waited for
                error = raised
            finally:
                self._places.release()
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(_tell, done, error)

        threading.Thread(target=work, name=f"export {form}", daemon=True).start()
        await done


def _tell(done: "asyncio.Future[None]", error: Exception | None) -> None:
    if done.done():
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)


def _chunks(stream: IO[Any]) -> Iterator[bytes]:
    with stream:
        stream.seek(0)
        while chunk := stream.read(_CHUNK_BYTES):
            yield chunk
