"""The language both sides speak: fields, records, changes, batches and keys, without any user interface or network."""
