"""The site as plain files, for any web host: every page, its scripts and its data, with no server behind them.

Each panel is there as one module, too, which a page of any other site shows: a host of files decides itself to whom it
gives them.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urljoin

import talweg
from talweg.errors import RangeError
from talweg.web.assets import asset
from talweg.web.bundle import PANELS, embedded
from talweg.web.generated import GENERATED
from talweg.web.pages import PAGES, POLICY, SERVED, error_page, page
from talweg.web.version import STATIC

MARK = ".talweg-build"
"""The file that says that a folder is a build, and so may be replaced."""
LOST = "The page you asked for is not here. It may have moved since the link was made."
_LINK = re.compile(r'(?<=\shref=")[^"?#]+')


def build(folder: Path, at: str = "/") -> int:
    """Write the site into `folder`, new or a former build, and return how many files it has.

    All links are relative, so it works below any path; only 404.html, which a host shows at paths of any depth, must
    know the path `at` which the site stands. The folder is complete or as it was before. Raises RangeError where
    `folder` holds anything else, and OSError where it cannot be written.
    """
    if not re.fullmatch(r"/([\w.~-]+/)*", at):
        raise RangeError(f"build: the site's path must be such as / or /course/, got {at!r}")
    target = folder.resolve()
    _refuse_what_is_not_ours(target)
    with _workshop(target) as workshop:
        built, old = Path(workshop, "new"), Path(workshop, "old")
        count = _write(built, at)
        if target.exists():
            target.rename(old)
        built.rename(target)
    return count


def _refuse_what_is_not_ours(target: Path) -> None:
    wanted = "name a folder that is new, empty or a former build"
    if not target.exists():
        return
    if not target.is_dir():
        raise RangeError(f"build: {target} is a file; {wanted}")
    if Path.cwd().is_relative_to(target):
        raise RangeError(
            f"build: {target}, where you stand, would be replaced as a whole; name a folder in it, such as site"
        )
    if any(target.iterdir()) and not (target / MARK).is_file():
        raise RangeError(f"build: {target} holds files that are no build of Talweg; {wanted}")


def _workshop(target: Path) -> tempfile.TemporaryDirectory[str]:
    """A folder beside `target`, gone when the build is done: what goes wrong in it is never seen in `target`."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        return tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent)
    except OSError as error:
        raise RangeError(f"build: cannot write into {target.parent}: {error.strerror}") from None


def _write(folder: Path, at: str) -> int:
    shutil.copytree(
        STATIC, folder / "static", ignore=shutil.ignore_patterns(*SERVED, *(f"{name}.css" for name in SERVED))
    )
    texts = {f"static/{path}": text for path in (*GENERATED, *_files()) if (text := asset(path)) is not None}
    texts |= {file_of(path): plain_links(page(path, POLICY), path) for path in PAGES}
    texts |= {f"panels/{panel}.js": embedded(panel) for panel in PANELS}
    texts["404.html"] = plain_links(error_page(404, LOST, at, POLICY), "", at)
    texts[MARK] = f"Written by talweg build, version {talweg.__version__}. Another build here replaces this folder.\n"
    for path, text in texts.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return sum(each.is_file() for each in folder.rglob("*"))


def _files() -> list[str]:
    """The path of every file below static/."""
    files = [each.relative_to(STATIC) for each in STATIC.rglob("*") if each.is_file()]
    return [each.as_posix() for each in files if Path(each.parts[0]).stem not in SERVED]


def file_of(path: str) -> str:
    """The file that holds the page at `path`, a key of PAGES."""
    return f"{path or 'index'}.html"


def plain_links(html: str, path: str, at: str = "/") -> str:
    """The page at `path` with its links to pages leading to their files: `../lessons/a#b` to `../lessons/a.html#b`."""

    def plain(link: re.Match[str]) -> str:
        if urljoin(f"{at}{path}", link[0]).removeprefix(at) not in PAGES:
            return link[0]
        folder, slash, name = link[0].rpartition("/")
        return f"{folder}{slash}{file_of(name)}"

    return _LINK.sub(plain, html)
