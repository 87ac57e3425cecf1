"""What travels between a desk and head office: changes in columns, sealed batches, receipts, pages and the frames around them."""
