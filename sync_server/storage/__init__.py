"""Everything head office keeps: engine, tables, migrations, key files and the audit chain."""
