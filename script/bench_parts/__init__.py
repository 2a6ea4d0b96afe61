"""The parts of script/bench: each measures one thing and yields lines; `report` runs them all."""
