"""Files on the pages: added and removed one at a time, said what is wrong with them, and shown as we made them anew."""
