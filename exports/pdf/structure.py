"""Mend the structure tree: what a screen reader walks through.

WeasyPrint tags boxes, not meaning: a table cell does not say what it heads, a footnote is a span, an
anonymous box repeats its parent's tag, and running headers hang beside the tree. It also wraps every
run of text in an element of its own; taking those out halves the tree, and none of them is ever written.
"""

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

import pydyf

from .artifacts import hide_content
from .hooks import FOOTNOTES, ORDERED_LIST
from .unwritten import get_object, iterate_pages, omit_object

# Elements that take other elements only, so a run of text in them keeps its own.
GROUPS = frozenset(["Document", "Part", "Art", "Sect", "Div", "NonStruct", "BlockQuote", "Form"])
TAKES_NO_TEXT = GROUPS | {"L", "LI", "Table", "THead", "TBody", "TFoot", "TR"}
SAYS_NOTHING_EMPTY = frozenset(["P", "Span", "NonStruct", "Div", "Sect", "LI", "LBody"])
NAMED_KEYS = ("A", "Alt", "ID", "ActualText", "Lang", "T", "E")
NOBODY = b"null"  # stands for the content ids that no element holds

type Element = Any  # a pydyf.Dictionary, which mypy cannot see into
type Kid = Any  # an element, an object reference (a field, a link) or a content id (int)


def mend_structure(pdf: pydyf.PDF) -> "StructureTree":
    """Mend the tree, then hide from it all content no element stands for."""
    tree = StructureTree(pdf)
    tree.mend()
    return tree


def is_element(kid: Kid) -> bool:
    """Tell an element from a content id or object reference."""
    return isinstance(kid, dict) and "S" in kid


def tag_of(element: Element) -> str:
    """Return "P" for /P."""
    return str(element["S"])[1:]


class StructureTree:
    """The structure tree of one file, with its way back from content to elements. Pages go by their references."""

    def __init__(self, pdf: pydyf.PDF) -> None:
        """Read the parent tree: for each page, the element of each of its content ids."""
        self.pdf = pdf
        self.top: Element = get_object(pdf, pdf.catalog["StructTreeRoot"])
        self.root: Element = get_object(pdf, self.top["K"][0])
        arrays = get_object(pdf, self.top["ParentTree"])["Nums"][1::2]  # those of the pages come first
        self.parents: dict[bytes, list[bytes]] = dict(zip(pdf.page_references, arrays, strict=False))
        self.notes = 0
        self.decoration: set[tuple[bytes, int]] = set()

    def mend(self) -> None:
        """Do all of it."""
        self._mend(self.root, ())
        _hold(self.top, [self.root])
        standing = set(self._contents(self.root))
        for page, _, content in iterate_pages(self.pdf):
            owners = self.parents[page]
            hidden = {number for number in range(len(owners)) if (page, number) not in standing}
            if hidden:
                hide_content(content, hidden, {number for one, number in self.decoration if one == page})
                for number in hidden:
                    owners[number] = NOBODY
        self._drop_the_rest()

    def goes_on(self, page: bytes, one: int, other: int) -> bool:
        """Say whether a content id stands right after another in the same element."""
        owner = self.parents[page][one]
        if owner == NOBODY or owner != self.parents[page][other]:
            return False
        return (one, other) in itertools.pairwise(get_object(self.pdf, owner)["K"])

    def forget(self, page: bytes, content: int) -> None:
        """Take a content id out: the one before draws its content now."""
        owners = self.parents[page]
        get_object(self.pdf, owners[content])["K"].remove(content)
        owners[content] = NOBODY

    def _kids(self, element: Element) -> list[Kid]:
        return [get_object(self.pdf, kid) if isinstance(kid, bytes) else kid for kid in element["K"]]

    def _mend(self, element: Element, path: tuple[str, ...]) -> tuple[str, list[Kid]]:
        """Mend an element and all below it; `path` holds the tags above. Return its tag and its kids."""
        path = (*path, self._retag(element, path))
        # What says nothing will be taken out in turn, so what counts is the element around it.
        holder = next((tag for tag in reversed(path) if tag != "NonStruct"), "Document")
        after: list[Kid] = []
        for kid in self._kids(element):
            if not is_element(kid):
                after.append(kid)
            elif kid["S"] == "/Figure" and "Alt" not in kid:
                self.decoration.update(self._contents(kid))
            else:
                tag, inner = self._mend(kid, path)
                if inner or tag not in SAYS_NOTHING_EMPTY:
                    after.extend(self._unwrap(kid, tag, inner, element, holder))
        if path[-1] == "LI":
            after = self._with_body(element, after)
        _hold(element, after)
        return path[-1], after

    def _retag(self, element: Element, path: tuple[str, ...]) -> str:
        """Give an element the tag and attributes it should have; return the tag."""
        tag = tag_of(element)
        if tag in path and tag in ("P", "Link"):
            tag = "NonStruct"
        elif tag == FOOTNOTES:
            self._name_notes(element)
            tag = "NonStruct"
        elif tag in ("L", ORDERED_LIST):
            self._number_list(element, ordered=tag == ORDERED_LIST)
            tag = "L"
        elif tag == "TR":
            self._scope_headers(element, in_head="THead" in path)
        element["S"] = f"/{tag}"
        return tag

    def _with_body(self, item: Element, inner: list[Kid]) -> list[Kid]:
        """Put what a list item says into its body: WeasyPrint gives none to an item that begins with a block."""
        if not all(map(is_element, inner)) or any(tag_of(kid) == "LBody" for kid in inner):
            return inner
        said = [kid for kid in inner if tag_of(kid) != "Lbl"]
        if not said:
            return inner
        body = pydyf.Dictionary({"S": "/LBody"})
        self.pdf.add_object(body)
        _hold(body, said)
        return [*(kid for kid in inner if tag_of(kid) == "Lbl"), body]

    def _name_notes(self, area: Element) -> None:
        for note in filter(is_element, self._kids(area)):
            self.notes += 1
            note["S"], note["ID"] = "/Note", pydyf.String(f"note-{self.notes}")

    def _number_list(self, element: Element, *, ordered: bool) -> None:
        """Say how a list is numbered, where its items have labels."""
        items = filter(is_element, self._kids(element))
        labelled = any(is_element(kid) and kid["S"] == "/Lbl" for item in items for kid in self._kids(item))
        style = ("/Decimal" if ordered else "/Disc") if labelled else "/None"
        element["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": style})

    def _scope_headers(self, row: Element, *, in_head: bool) -> None:
        """Say what each header cell of a row heads: see the package's contract."""
        cells = list(filter(is_element, self._kids(row)))
        heads_columns = in_head or all(cell["S"] == "/TH" for cell in cells)
        for cell in cells:
            if cell["S"] == "/TH":
                cell["A"]["Scope"] = "/Column" if heads_columns else "/Row"

    def _unwrap(self, kid: Element, tag: str, inner: list[Kid], parent: Element, holder: str) -> Iterable[Kid]:
        """Return what stands in `parent` for `kid`: itself, or its kids (`inner`) where it says nothing."""
        says_nothing = tag == "NonStruct" or (tag == "Span" and holder not in TAKES_NO_TEXT)
        if not says_nothing or any(key in kid for key in NAMED_KEYS):
            return [kid]
        content = [k for k in inner if isinstance(k, int)]
        if any(not isinstance(k, int) and "S" not in k for k in inner):
            return [kid]
        if content and (holder in TAKES_NO_TEXT or kid["Pg"] != parent.get("Pg")):
            return [kid]
        for number in content:
            self.parents[kid["Pg"]][number] = parent.reference
        return inner

    def _contents(self, element: Element) -> Iterator[tuple[bytes, int]]:
        """Yield (page, content id) of an element and all below it."""
        for kid in self._kids(element):
            if is_element(kid):
                yield from self._contents(kid)
            elif isinstance(kid, int):
                yield element["Pg"], kid

    def _drop_the_rest(self) -> None:
        """Leave out what no element holds, and what is written inside one."""
        for found in self.pdf.objects:
            if isinstance(found, dict) and found.get("Type") in ("/StructElem", "/OBJR"):
                omit_object(found)


def _hold(element: Element, kids: list[Kid]) -> None:
    """Let an element hold these kids; an object reference is written inside it: an object less to store."""
    for kid in filter(is_element, kids):
        kid["P"] = element.reference
        kid.pop("Type", None)  # optional; thousands of them are not free
    element["K"] = pydyf.Array([kid.reference if is_element(kid) else kid for kid in kids])
