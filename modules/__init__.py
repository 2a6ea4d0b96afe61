"""University modules: a catalogue that lecturers teach from, adapt for their country, and import into an LMS."""
