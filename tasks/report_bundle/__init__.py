"""The bundle of the re-integration report: its parts as pages, one PDF, one ZIP for UWV's portal, and the copy."""
