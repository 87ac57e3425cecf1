"""Other programs that sync, from their registries; nothing of them is needed by the product, its tests or its checks."""
