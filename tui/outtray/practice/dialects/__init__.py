"""How servers of other makes answer the same questions; the town behind them is the same."""
