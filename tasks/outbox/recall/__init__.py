"""Mail that follows from what a person recorded at the desk: it waits some minutes, and can be called back."""
