"""The product beside other programs that sync, all with the same records over the same counted line."""
