/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip/dip_assign.h - which group of a catalogue a case belongs to (7.3):
 * found once for every pair of diagnosis and operations that occurs. */
#ifndef DS_DIP_ASSIGN_H
#define DS_DIP_ASSIGN_H

#include "base/buffer.h"
#include "sim/dip/disease_list.h"

/** How a case came to its group. X(code, name, Chinese). */
#define DS_ASSIGNMENTS(X)                                                      \
    X(DS_ASSIGNED_CORE, "core", "核心病种")                                    \
    X(DS_ASSIGNED_PARTIAL, "core_partial", "核心病种（部分操作匹配）")         \
    X(DS_ASSIGNED_COMPOSITE, "composite", "综合病种")                          \
    X(DS_ASSIGNED_CHAPTER, "chapter", "章节综合病种")                          \
    X(DS_ASSIGNED_NO_CLASS, "no_class", "操作类别未知")                        \
    X(DS_ASSIGNED_UNMATCHED, "unmatched", "目录中无此病种")                    \
    X(DS_ASSIGNED_NONE, "none", "不入组")
#define DS_ASSIGNMENT_ENUM(code, name, zh) code,
typedef enum ds_assignment {
    DS_ASSIGNMENTS(DS_ASSIGNMENT_ENUM) DS_N_ASSIGNMENTS
} ds_assignment;
#undef DS_ASSIGNMENT_ENUM
extern const char *const ds_assignment_names[DS_N_ASSIGNMENTS][2];

/** What a pair's cases are assigned to: one group, or several of which the
 * cost of a case decides. */
typedef struct ds_assigned {
    ds_assignment how;
    uint32_t first, n; /**< in ds_assign.groups */
} ds_assigned;

/** Zero it before ds_assign_make. */
typedef struct ds_assign {
    const ds_disease_list *list;
    ds_assigned *of;   /**< by pair */
    ds_buffer groups;  /**< uint32: candidates, by operations bytewise */
    uint32_t n_groups; /**< in `groups` */
} ds_assign;

/** Assigns every pair. `exact`: only the same set of operations is a match. */
DS_MUST_USE ds_status ds_assign_make(const ds_disease_list *list,
                                     const ds_disease_map *map,
                                     const ds_groups *pairs, bool exact,
                                     ds_assign *out, ds_error *err);

/** The group of a case of that cost; 0: none. Of several the one whose mean is
 * nearest, then the first. */
uint32_t ds_assign_group(const ds_assign *a, size_t pair, int64_t cost);

void ds_assign_destroy(ds_assign *a);

#endif
