"""The timeline: any number of posts in one scrolling view, drawn line by line."""
