"""One number with its budget, and how it is said: on the terminal and in docs/performance.md."""

from dataclasses import dataclass, field

BOLD = {"kept": "kept", "MISSED": "**missed**", "": ""}


@dataclass(frozen=True)
class MeasuredLine:
    """One number. `limit` is the budget, `least` where it is to be reached and not kept below."""

    name: str
    number: float | None
    unit: str = ""
    limit: float | None = None
    least: bool = False
    note: str = ""

    @property
    def verdict(self) -> str:
        """ "kept" or "MISSED"; "" where there is no budget. What could not be measured has missed it."""
        if self.limit is None:
            return ""
        if self.number is None:
            return "MISSED"
        kept = self.number >= self.limit if self.least else self.number <= self.limit
        return "kept" if kept else "MISSED"

    @property
    def figure(self) -> str:
        if self.number is None:
            return "not measured"
        digits = 0 if abs(self.number) >= 100 else 1 if abs(self.number) >= 10 else 2
        return f"{self.number:,.{digits}f} {self.unit}".rstrip()

    @property
    def budget(self) -> str:
        if self.limit is None:
            return ""
        return f"{'at least' if self.least else 'at most'} {self.limit:g} {self.unit}".rstrip()

    def __str__(self) -> str:
        return f"{self.name:<62}{self.figure:>16}  {self.budget:<18}{self.verdict:<7} {self.note}".rstrip()

    def row(self) -> str:
        """One row of a table in Markdown."""
        cells = [self.name.strip(), self.figure, self.budget, BOLD[self.verdict], self.note]
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


@dataclass
class ReportSection:
    """Lines that belong together, under one heading. `said` is a sentence on how they were measured."""

    title: str
    said: str = ""
    lines: list[MeasuredLine] = field(default_factory=list)

    def table(self) -> list[str]:
        head = ["| What | Measured | Budget | | Note |", "|---|---:|---:|---|---|"]
        said = [self.said, ""] if self.said else []
        return [f"### {self.title}", "", *said, *head, *(line.row() for line in self.lines), ""]


def compute_ratio(one: float | None, other: float | None) -> float | None:
    """One against the other; None where either was not measured."""
    return one / other if one and other else None


def count_budgets(sections: list[ReportSection]) -> tuple[int, int]:
    """How many budgets were kept, and how many there are."""
    verdicts = [line.verdict for section in sections for line in section.lines if line.verdict]
    return verdicts.count("kept"), len(verdicts)
