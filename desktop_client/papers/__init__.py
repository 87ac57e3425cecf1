"""Papers that people take home: Typst templates of the reference data, filled with facts, as PDF or picture."""
