"""
Checks across the fields of a record: named pure functions of (values, context), told by data which fields they look at.

To add a rule: one function in the module of its subject, under its name in that module's JUDGES; its entry in
`reference/rules.toml` (fields, limits); and its level and sentences under the same name in
`reference/problems/record.toml`.
"""

from shared_models.catalogue.rules.whole import check_record, check_registration, check_state, rules_of

__all__ = ["check_record", "check_registration", "check_state", "rules_of"]
