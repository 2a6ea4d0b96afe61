"""Files that members bring: checked, and made anew before anything is kept."""
