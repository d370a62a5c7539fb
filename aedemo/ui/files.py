"""The files that a browser may fetch, under addresses that say nothing of where they lie.

All begin with FILES, below the app's root; what follows is a path within the page's own folder for
a script, and within the folder of checkpoints for what was trained.
"""

import asyncio
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from aedemo.library import Library
from aedemo.library.checkpoints import checkpoint_path
from aedemo.library.library import gallery_path

FILES = "/aedemo-files/"
PLOTLY = f"{FILES}plotly.js"
# See apart.py: what is named after its content, and what is computed when it is first asked for.
APART = f"{FILES}apart/"
LATE = f"{FILES}late/"

_UI = Path(__file__).resolve().parent
COMPONENTS = _UI / "components"
MODULES = _UI / "modules"
# All JavaScript that a page may import.
SCRIPTS = (*sorted(COMPONENTS.glob("*.js")), *sorted(MODULES.rglob("*.js")))


def path_in_app(scope: Scope) -> str:
    """What is asked for, below the path that the app is mounted at."""
    return scope.get("path", "").removeprefix(scope.get("root_path", "").rstrip("/"))


def script_address(script: Path) -> str:
    """The address of one of SCRIPTS: they import one another by the ways between their files."""
    return f"{FILES}ui/{quote(script.resolve().relative_to(_UI).as_posix())}"


def library_address(library: Library, file: Path) -> str:
    """The address of a file in a library's folder."""
    return f"{FILES}checkpoints/{quote(file.relative_to(library.folder).as_posix())}"


def sprite_address(library: Library) -> str:
    """The address of the gallery's sprite sheet."""
    return library_address(library, gallery_path(library.folder))


def public_files(library: Library) -> dict[str, Path]:
    """Every file that the page on a library may fetch, by its address."""
    public = [path for path in library.public.rglob("*") if path.is_file()]
    checkpoints = [checkpoint_path(library.folder, name) for name in library.names()]
    return (
        {script_address(path): path for path in SCRIPTS}
        | {library_address(library, path): path for path in (*public, *checkpoints)}
        | {PLOTLY: _plotly()}
    )


def _plotly() -> Path:
    """The JavaScript that comes with Python's plotly, which is not imported for it."""
    package = find_spec("plotly")
    assert package and package.origin
    return Path(package.origin).parent / "package_data" / "plotly.min.js"


class Files:
    """Middleware that answers for the files of two tables, and for nothing else below FILES.

    table: those on the disk. made: those that are made here.

    Browsers may keep them only if they ask each time: a page of today must not meet modules of last
    week. Parts of a file can be asked for, as the page does with checkpoints.
    """

    def __init__(
        self, app: ASGIApp, table: Mapping[str, Path], made: Mapping[str, Callable[[], bytes]]
    ) -> None:
        self.app = app
        self.table = table
        self.made = made

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # Where the app is mounted below a path, that comes first.
        path = path_in_app(scope)
        if scope["type"] == "http" and path.startswith(FILES):
            answer = await self._answer(quote(path), Headers(scope=scope))
            await answer(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _answer(self, address: str, asked: Headers) -> ASGIApp:
        if address in self.made:
            made = await asyncio.to_thread(self.made[address])
            return Response(made, media_type="application/json")
        file = self.table.get(address)
        if file is None or not file.is_file():
            return PlainTextResponse("There is no such file.", status_code=404)
        headers = {"Cache-Control": "no-cache"}
        answer = FileResponse(file, headers=headers, stat_result=file.stat())
        if answer.headers["etag"] in asked.get("if-none-match", ""):
            return Response(status_code=304, headers=headers | {"ETag": answer.headers["etag"]})
        return answer
