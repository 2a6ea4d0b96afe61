"""Tables of words."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock
from wagtail_localize.segments import StringSegmentValue

from toolkit.blocks.names import name_block


class WordsTableBlock(TypedTableBlock):
    """A table of words, cell by cell for translators: wagtail-localize would leave it in English."""

    def get_translatable_segments(self, value: Any) -> list[StringSegmentValue]:
        """Headings "h0", "h1", …, cells by row and column: "r0c0"."""
        cells = {f"h{n}": column["heading"] for n, column in enumerate(value.columns)}
        for n, row in enumerate(value.row_data):
            cells |= {f"r{n}c{m}": cell for m, cell in enumerate(row["values"])}
        return [StringSegmentValue(path, str(words)) for path, words in cells.items() if words]

    def restore_translated_segments(self, value: Any, segments: list[StringSegmentValue]) -> TypedTable:
        said = {segment.path: segment.render_text() for segment in segments}
        columns = [
            {**column, "heading": said.get(f"h{n}", column["heading"])} for n, column in enumerate(value.columns)
        ]
        rows = [
            {**row, "values": [said.get(f"r{n}c{m}", cell) for m, cell in enumerate(row["values"])]}
            for n, row in enumerate(value.row_data)
        ]
        return TypedTable(columns=columns, row_data=rows, caption=value.caption)


class TableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(label=_("Caption"), help_text=_("Says what the table compares."))
    table = WordsTableBlock([("text", name_block(blocks.TextBlock(required=False), _("Text")))], label=_("Table"))

    class Meta:
        icon = "table"
        template = "toolkit/blocks/table.html"
        description = _("A comparison. The first cell of a row is its heading.")
