"""Whole portfolios through virtual time: work, late steps, demand for second tracks and wages at risk per week."""
