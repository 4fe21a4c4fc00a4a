"""The queue at work: who runs it, how a job becomes pictures, and how everybody else watches."""
