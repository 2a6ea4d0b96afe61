"""The parts of script/image_check."""
