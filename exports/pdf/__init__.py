"""One HTML document in, one PDF out that passes PDF/UA-1 and PDF/A-3a.

This package is the only place that knows WeasyPrint, and it never loads it here: every render
happens in a limited child of a warm server process (see `client`), so that neither a hostile
document nor a bug in a C library can hurt, slow or fatten the process that asked.

What the HTML must obey (a breach marked * is refused as "broken", the others give a poorer file):

* `<html lang>` and a non-empty `<title>`.* `lang` is a BCP 47 tag (Dari is fa-AF); `dir="rtl"` on
  `<html>` for right-to-left languages. `<meta name="dcterms.created">` dates the file; nothing reads
  the clock, so one input always gives the same bytes.
* Everything is inside: CSS in `<style>`, pictures as `data:` URIs (at most 2 MB each) or
  `asset:<name>` from `Source.assets`. Any other address in a picture, stylesheet, font or attachment
  fails the render as "refused", and so does `@font-face` with `local()`. Only `<a href>` may point
  outside, absolute or `#fragment`.
* Give `html` and `@page` a font family. Never name the family "Form Field": it is ours.
* No `opacity`, no `leader()`, no nested flex or columns. Put the page number of a table of contents
  on the list item (`li::after { content: target-counter(attr(data-href url), page) }`).
* Headings start at h1 and skip no level. Bare text sits in a `<p>`. `<a>` stays inline.
* `<img alt>` and inline `<svg>` with `<title>`; a picture without either is decoration and is hidden
  from assistive technology.
* Tables are rectangular. `<th>` in `<thead>`, or in a row of `<th>` only, heads its column; any other
  `<th>` heads its row.
* A footnote is an inline element with `float: footnote`.

Form controls (`Source.fillable`; without it they are only drawn):

* One `<form>` at most. Every control has `name` and `title`.* Names are ASCII letters, digits, "_",
  ":" or "-", and unique except within a radio group.*
* `title` is the whole accessible name: "1. Does the law protect victims? – Yes". The name of a radio
  group is `data-question` of its first radio, else that title up to its last " – ".
* Radios and checkboxes have a `value` that is an ASCII token, unique in its group: yes, partly, no, na.*
* No `<label>` that wraps or points at a control*: put the visible word in a `<span>` beside it.
* Give controls a size, a border and a font size in points; their font family is set here. Buttons and
  hidden or file inputs are dropped. `<option>` stands directly in `<select>`.
* `checked`, `selected`, `value` and a text area's text become the field's value, drawn by Pango.
"""

from collections.abc import Callable

from .sources import Progress, RenderError, Source

__all__ = ["Progress", "RenderError", "Source", "get_renderer_fingerprint", "render_document", "share_renderer"]


def render_document(
    source: Source,
    *,
    seconds: int = 30,
    memory_mb: int = 900,
    progress: Callable[[Progress], None] | None = None,
) -> bytes:
    """Return the PDF, or raise RenderError, within `seconds` of wall and of processor time.

    `memory_mb` bounds the child's address space (MiB; the warm server itself takes about 300, the handbook of
    140 pages less than 650), so that two at once and all around them stay below two gigabytes. The first
    call in a process also waits for the warm server, outside `seconds`; `share_renderer` avoids that. Safe
    to call from threads and after a fork. An exception raised by `progress` ends the render.
    """
    from .client import render_in_child

    return render_in_child(source, seconds, memory_mb, progress)


def share_renderer() -> None:
    """Start a render server for this process and those it forks later, and wait until it is ready.

    Raises RenderError where it does not start; each process then starts one of its own when it first renders.
    """
    from .client import share_server

    share_server()


def get_renderer_fingerprint() -> str:
    """Name the renderer in 64 hex digits: same name and same source, same bytes.

    Covers the libraries, this package's code and the font files in use. Read once per process.
    """
    from .fingerprint import compute_fingerprint

    return compute_fingerprint()
