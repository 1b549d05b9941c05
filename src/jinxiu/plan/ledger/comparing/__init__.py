"""What documents promise, set side by side: two versions of a plan, and figures that contradict each other."""
