/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/check/check_rules.h - what must hold within one claim (policy.md 1.1). */
#ifndef DS_CHECK_RULES_H
#define DS_CHECK_RULES_H

#include <stddef.h>
#include <stdint.h>

enum { DS_RULE_MAX_COLUMNS = 6 };

typedef enum ds_severity {
    DS_SEVERITY_ERROR,  /**< a settlement rejects the claim or is wrong */
    DS_SEVERITY_WARNING /**< possible, but worth a look */
} ds_severity;

typedef struct ds_check_rule {
    const char *name; /**< "payers" */
    ds_severity severity;
    size_t n_needed; /**< the first of `columns` that must be there; of the
                          others at least one, the absent ones count as 0 */
    const char *columns[DS_RULE_MAX_COLUMNS];
    /** Sets bad[i] to 1 where claim i breaks the rule, else to 0; v[c] are the
     * values of columns[c]. A missing day or count breaks no rule. */
    void (*test)(const int64_t *const *v, size_t n, uint8_t *bad);
    const char *meaning, *zh; /**< what was found */
} ds_check_rule;

extern const ds_check_rule ds_check_rules[];
extern const size_t ds_n_check_rules;

/** How many columns a rule names. */
size_t ds_check_rule_columns(const ds_check_rule *rule);

#endif
