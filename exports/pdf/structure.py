"""Mend the structure tree: what a screen reader walks through.

WeasyPrint tags boxes, not meaning: a table cell does not say what it heads, a footnote is a span, an
anonymous box repeats its parent's tag, and running headers hang beside the tree. It also wraps every
run of text in an element of its own; taking those out halves the tree.
"""

import itertools
from collections.abc import Iterable, Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from .artifacts import hide_content
from .hooks import FOOTNOTES, ORDERED_LIST

# Elements that take other elements only, so a run of text in them keeps its own.
GROUPS = frozenset(["Document", "Part", "Art", "Sect", "Div", "NonStruct", "BlockQuote", "Form"])
TAKES_NO_TEXT = GROUPS | {"L", "LI", "Table", "THead", "TBody", "TFoot", "TR"}
SAYS_NOTHING_EMPTY = frozenset(["P", "Span", "NonStruct", "Div", "Sect", "LI", "LBody"])
NAMED_KEYS = ("/A", "/Alt", "/ID", "/ActualText", "/Lang", "/T", "/E")


def mend_structure(pdf: pikepdf.Pdf) -> "Tree":
    """Mend the tree, then hide from it all content no element stands for."""
    tree = Tree(pdf)
    tree.mend()
    return tree


def kids(element: pikepdf.Object) -> list[pikepdf.Object]:
    """Return an element's kids: elements, object references and content ids (int)."""
    found = element.get("/K")
    if found is None:
        return []
    return list(found) if isinstance(found, Array) else [found]


def is_element(kid: pikepdf.Object) -> bool:
    """Tell an element from a content id or object reference."""
    return not isinstance(kid, int) and isinstance(kid, Dictionary) and "/S" in kid


def tag_of(element: pikepdf.Object) -> str:
    """Return "P" for /P."""
    return str(element.S)[1:]


class Tree:
    """The structure tree of one file, with its way back from content to elements."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        """Read the parent tree: for each page, the element of each of its content ids."""
        self.pdf = pdf
        self.root = pdf.Root.StructTreeRoot.K[0]
        numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        arrays = {int(key): value for key, value in zip(numbers[::2], numbers[1::2], strict=True)}
        self.page_keys = {page.obj.objgen: int(page.obj.StructParents) for page in pdf.pages}
        self.parents = {key: arrays[key] for key in self.page_keys.values()}
        self.notes = 0
        self.decoration: set[tuple[int, int]] = set()

    def mend(self) -> None:
        """Do all of it."""
        self._mend(self.root, ())
        standing: dict[int, set[int]] = {key: set() for key in self.page_keys.values()}
        for key, content in self._contents(self.root, None):
            standing[key].add(content)
        for page in self.pdf.pages:
            key = self.page_keys[page.obj.objgen]
            hidden = [n for n in range(len(self.parents[key])) if n not in standing[key]]
            if hidden:
                pictures = {n for k, n in self.decoration if k == key}
                hide_content(page.obj.Contents, hidden, pictures)
                for content in hidden:
                    self.parents[key][content] = None

    def goes_on(self, page: pikepdf.Page, one: int, other: int) -> bool:
        """Say whether a content id stands right after another in the same element."""
        owners = self.parents[self.page_keys[page.obj.objgen]]
        if owners[one] is None or owners[other] is None or owners[one].objgen != owners[other].objgen:
            return False
        inner = [-1 if isinstance(kid, Dictionary) else int(kid) for kid in kids(owners[one])]
        return (one, other) in itertools.pairwise(inner)

    def forget(self, page: pikepdf.Page, content: int) -> None:
        """Take a content id out: the one before draws its content now."""
        owners = self.parents[self.page_keys[page.obj.objgen]]
        owner, owners[content] = owners[content], None
        owner.K = Array([kid for kid in kids(owner) if isinstance(kid, Dictionary) or kid != content])

    def _mend(self, element: pikepdf.Object, path: tuple[str, ...]) -> tuple[str, list[pikepdf.Object]]:
        """Mend an element and all below it; `path` holds the tags above. Return its tag and its kids.

        Each look into the file costs a microsecond, and a handbook has a hundred thousand elements: hence the return.
        """
        path = (*path, self._retag(element, path))
        # What says nothing will be taken out in turn, so what counts is the element around it.
        holder = next((tag for tag in reversed(path) if tag != "NonStruct"), "Document")
        after: list[pikepdf.Object] = []
        for kid in kids(element):
            if not is_element(kid):
                after.append(_inline(kid))
            elif str(kid.S) == "/Figure" and "/Alt" not in kid:
                self.decoration.update(self._contents(kid, None))
            else:
                tag, inner = self._mend(kid, path)
                if inner or tag not in SAYS_NOTHING_EMPTY:
                    after.extend(self._unwrap(kid, tag, inner, element, holder))
        if path[-1] == "LI":
            after = self._with_body(element, after)
        element.K = Array(after)
        if "/Type" in element:
            del element["/Type"]  # optional; thousands of them are not free
        return path[-1], after

    def _retag(self, element: pikepdf.Object, path: tuple[str, ...]) -> str:
        """Give an element the tag and attributes it should have; return the tag."""
        tag = was = tag_of(element)
        if tag in path and tag in ("P", "Link"):
            tag = "NonStruct"
        elif tag == FOOTNOTES:
            self._name_notes(element)
            tag = "NonStruct"
        elif tag in ("L", ORDERED_LIST):
            _number_list(element, ordered=tag == ORDERED_LIST)
            tag = "L"
        elif tag == "TR":
            _scope_headers(element, in_head="THead" in path)
        if tag != was:
            element.S = Name(f"/{tag}")
        return tag

    def _with_body(self, item: pikepdf.Object, inner: list[pikepdf.Object]) -> list[pikepdf.Object]:
        """Put what a list item says into its body: WeasyPrint gives none to an item that begins with a block."""
        if not all(map(is_element, inner)) or any(tag_of(kid) == "LBody" for kid in inner):
            return inner
        said = [kid for kid in inner if tag_of(kid) != "Lbl"]
        if not said:
            return inner
        body = self.pdf.make_indirect(Dictionary(S=Name.LBody, P=item, K=Array(said)))
        for kid in said:
            kid.P = body
        return [*(kid for kid in inner if tag_of(kid) == "Lbl"), body]

    def _name_notes(self, area: pikepdf.Object) -> None:
        for note in filter(is_element, kids(area)):
            self.notes += 1
            note.S, note.ID = Name.Note, String(f"note-{self.notes}")

    def _unwrap(
        self, kid: pikepdf.Object, tag: str, inner: list[pikepdf.Object], parent: pikepdf.Object, holder: str
    ) -> Iterable[pikepdf.Object]:
        """Return what stands in `parent` for `kid`: itself, or its kids (`inner`) where it says nothing."""
        says_nothing = tag == "NonStruct" or (tag == "Span" and holder not in TAKES_NO_TEXT)
        if not says_nothing or any(key in kid for key in NAMED_KEYS):
            return [kid]
        content = [k for k in inner if isinstance(k, int)]
        if any(not isinstance(k, int) and "/S" not in k for k in inner):
            return [kid]
        if content and (holder in TAKES_NO_TEXT or not _same_page(kid, parent)):
            return [kid]
        for grandchild in inner:
            if isinstance(grandchild, int):
                self.parents[self.page_keys[kid.Pg.objgen]][grandchild] = parent
            else:
                grandchild.P = parent
        return inner

    def _contents(self, element: pikepdf.Object, page: pikepdf.Object | None) -> Iterator[tuple[int, int]]:
        """Yield (page key, content id) of an element and all below it."""
        page = element.get("/Pg", page)
        for kid in kids(element):
            if is_element(kid):
                yield from self._contents(kid, page)
            elif not isinstance(kid, Dictionary) and page is not None:
                yield self.page_keys[page.objgen], int(kid)


def _inline(kid: pikepdf.Object) -> pikepdf.Object:
    """A content id as it is; an object reference (a field, a link) inside its element: an object less to store."""
    return Dictionary(dict(kid.items())) if isinstance(kid, Dictionary) else kid


def _same_page(one: pikepdf.Object, other: pikepdf.Object) -> bool:
    """Say whether two elements name the same page; content ids only make sense on one."""
    return "/Pg" in one and "/Pg" in other and one.Pg.objgen == other.Pg.objgen


def _number_list(element: pikepdf.Object, *, ordered: bool) -> None:
    """Say how a list is numbered, where its items have labels."""
    labelled = any(
        str(label.S) == "/Lbl" for item in filter(is_element, kids(element)) for label in filter(is_element, kids(item))
    )
    style = (Name.Decimal if ordered else Name.Disc) if labelled else Name("/None")
    element.A = Dictionary(O=Name.List, ListNumbering=style)


def _scope_headers(row: pikepdf.Object, *, in_head: bool) -> None:
    """Say what each header cell of a row heads: see the package's contract."""
    cells = list(filter(is_element, kids(row)))
    heads_columns = in_head or all(str(cell.S) == "/TH" for cell in cells)
    for cell in cells:
        if str(cell.S) == "/TH":
            if "/A" not in cell:
                cell.A = Dictionary(O=Name.Table)
            cell.A.Scope = Name.Column if heads_columns else Name.Row
