"""Whether what the release before left behind is still there after an upgrade; and how that was made."""
