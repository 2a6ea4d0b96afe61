"""Teaching modules and what is done with them. Import from here."""
