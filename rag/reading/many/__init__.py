"""What is learned from many articles: lines that recur in an outlet's files, and copies of one text."""
