"""From the files of a feed to the rows of the database: each step runs over the records and names none."""
