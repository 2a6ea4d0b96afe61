"""What editors read as the name of a block, in their own language."""

from typing import Any

from wagtail import blocks


def name_block[AnyBlock: blocks.Block](block: AnyBlock, label: Any) -> AnyBlock:
    """`block` under a name that is translated when it is shown; Wagtail would make an English one of its key. Set
    afterwards, since what a block is made with stands in migrations."""
    block.meta.label = block.label = label
    return block
