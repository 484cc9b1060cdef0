"""A synthetic county: people, cases and payments that never were, written as a feed of any size."""
