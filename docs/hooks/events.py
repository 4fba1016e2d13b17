"""What MkDocs asks while it builds the documentation: the pages that are written by no hand, and the site's dress."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from measured import tables
from reference import pages, places

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "src/talweg/web/static"
SCRIPTS = ["lib/page/theme.js", "lib/page/theme-switch.js"]
DRESS = ["tokens.css", "page.css", "code.css", "favicon.svg", "fonts/talweg-math.woff2", *SCRIPTS]
INCLUDED = {"design.md": "ARCHITECTURE.md", "contributing.md": "CONTRIBUTING.md", "changelog.md": "CHANGELOG.md"}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the reference, what is included from the repository, and the site's own sheets and fonts."""
    for path, text in pages().items():
        files.append(File.generated(config, path, content=text))
    for path, source in INCLUDED.items():
        files.append(File.generated(config, path, content=included((ROOT / source).read_text())))
    for picture in sorted((ROOT / "docs").glob("*.png")):
        files.append(File.generated(config, picture.name, abs_src_path=str(picture)))
    for name in DRESS:
        files.append(File.generated(config, f"dress/{name}", abs_src_path=str(STATIC / name)))
    return files


def included(text: str) -> str:
    """A document of the repository as a page: its links lead to pages, its pictures lie beside it."""
    for path, source in INCLUDED.items():
        text = text.replace(f"]({source}", f"]({path}")
    return text.replace("](docs/", "](").replace("](README.md", "](index.md")


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Set the tables of what was measured."""
    return tables(markdown, ROOT / "docs")


def on_page_content(html: str, page: Page, **_: Any) -> str:
    """Lead what is named in the text, `tw.fit(...)`, to its place in the reference, and arXiv numbers to the papers."""
    up = "../" * page.url.count("/")

    def named(found: re.Match[str]) -> str:
        place = places().get(f"talweg.{found['name']}")
        return f'<a class="name" href="{up}{place}">{found[0]}</a>' if place else found[0]

    # What stands in a link, a heading or a listing already is left alone.
    parts = re.split(r"(<(a|h[1-6]|pre)\b.*?</\2>)", html, flags=re.DOTALL)
    for at in range(0, len(parts), 3):
        text = re.sub(r"<code>tw\.(?P<name>[a-zA-Z_0-9.]+)(\([^<]*\))?</code>", named, parts[at])
        parts[at] = re.sub(r"arXiv:(\d{4}\.\d{4,5})", r'<a href="https://arxiv.org/abs/\1">arXiv:\1</a>', text)
    del parts[2::3]  # the names of the elements that were split at
    return "".join(parts)
