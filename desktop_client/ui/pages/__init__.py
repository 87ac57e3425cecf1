"""One module per page; every page is drawn from a frozen state and speaks through callables."""
