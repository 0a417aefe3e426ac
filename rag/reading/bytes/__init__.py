"""Files to text: which files of a folder are read, within what bounds, and in which encoding."""
