"""How the documentation is built: offline, with every warning an error."""

from __future__ import annotations

import importlib
import sys
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.ext.napoleon.docstring import GoogleDocstring

if TYPE_CHECKING:
    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))

project = "bookingcore"
author = "The bookingcore authors"
project_copyright = "2026, The bookingcore authors"
version = release = installed_version("bookingcore")

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.napoleon",
]
exclude_patterns = ["_build"]
templates_path = ["_templates"]
# A name in single backticks is code, in docstrings as in Markdown.
default_role = "code"

html_theme = "furo"
html_title = "bookingcore"
html_static_path: list[str] = []

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autosummary_generate = True
autosummary_imported_members = False
autosummary_ignore_module_all = False
autodoc_default_options = {
    "members": True,
    "undoc-members": True,
    "member-order": "bysource",
    "show-inheritance": True,
}
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True

# Other people's names: nothing is fetched while building, so nothing links to their pages.
nitpick_ignore_regex = [(r"py:.*", r"(?!bookingcore\.)\w+\..*")]


def find_where_it_is_defined(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, contnode: Element
) -> Element | None:
    """`bookingcore.Booking` leads to the page of the module that defines it.

    The reference documents each name once, where it is defined; texts use the name on the face.
    A name that exists but has no words of its own, such as an id or what only one adapter knows,
    stays plain text; one that does not exist is a warning.
    """
    module, _, name = node.get("reftarget", "").rpartition(".")
    if not module.startswith("bookingcore"):
        return None
    try:
        value = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError):
        return None
    home = getattr(value, "__module__", module)
    defined = f"{home}.{getattr(value, '__qualname__', name)}"
    found = env.domains.python_domain.resolve_xref(
        env, node["refdoc"], app.builder, "obj", defined, node, contnode
    )
    return found or contnode


def take_all_as_words(docstring: GoogleDocstring) -> tuple[str, list[str]]:
    """The text below an attribute is a sentence; what stands before a colon is no type."""
    return "", docstring._consume_to_end()  # noqa: SLF001


def setup(app: Sphinx) -> None:
    """Hook the two functions above into Sphinx."""
    app.connect("missing-reference", find_where_it_is_defined)
    GoogleDocstring._consume_inline_attribute = take_all_as_words  # noqa: SLF001
