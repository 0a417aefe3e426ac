"""Where an article comes from: front matter, outlet, agency, author, section, place, and when it was published."""
