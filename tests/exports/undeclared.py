"""A kind of printout that says nothing of withdrawal: what a portal must not start with."""

from exports.domain.kinds import PrintoutKind

PRINTOUTS = [PrintoutKind(kind="tests.undeclared", file_name="{slug}")]  # type: ignore[call-arg]
