"""WHAT to make: draft, recipe, receipt, job, events, and the protocols that others implement."""
