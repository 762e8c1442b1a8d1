/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip/disease_code.h - diagnosis and operation codes as DIP keys read them
 * (7.3): letters upper case, no blanks, no dots; and lists of code prefixes. */
#ifndef DS_DISEASE_CODE_H
#define DS_DISEASE_CODE_H

#include "base/dict.h"
#include "base/table.h"
#include "sim/dip/dip_policy.h"

#include <stdbool.h>

enum { DS_CODE_SIZE = DS_DICT_MAX_BYTES + 1 };

/** Upper case, without blanks and dots; out holds DS_CODE_SIZE bytes. */
void ds_code_clean(const char *text, char *out);

/** The part of a diagnosis that a key takes: of ICD-10 the first 3 characters
 * and the 4th where it is a digit or a letter other than X, else the whole
 * code. False, and out empty, where the code is empty or no ICD-10 code. */
bool ds_disease_part(ds_dip_code how, const char *diagnosis, char *out);

/** The part as the catalogue prints it: I63.9. */
void ds_disease_show(ds_dip_code how, const char *part, char *out);

/** The first three characters of a part. */
void ds_disease_three(const char *part, char out[4]);

/** The chapter of a part: of ICD-10 "I" .. "XXII", else its first character. */
void ds_disease_chapter(ds_dip_code how, const char *part, char out[8]);

/** True for the tumours of 7.7: C00-C97, D00-D48. */
bool ds_disease_is_tumour(ds_dip_code how, const char *part);

/** A set of operations joined by +: members clean, sorted, each once. False
 * where there are more than DS_MAX_MEMBERS. */
enum { DS_MAX_MEMBERS = 256 };
bool ds_operations_clean(const char *text, char *out);

/** The set as the catalogue prints it: 39.7200+88.4100. out holds twice
 * DS_CODE_SIZE bytes. */
void ds_operations_show(ds_dip_code how, const char *set, char *out);

/** How many members a clean set has. */
size_t ds_operations_n(const char *set);

/** True where every member of `part` is one of `set`; both clean. */
bool ds_operations_within(const char *part, const char *set);

/** Classes of operations (Q2), ascending. */
#define DS_OPERATION_CLASSES(X)                                                \
    X(DS_CONSERVATIVE, "conservative", "保守治疗")                             \
    X(DS_DIAGNOSTIC, "diagnostic", "诊断性操作")                               \
    X(DS_THERAPEUTIC, "therapeutic", "治疗性操作")                             \
    X(DS_SURGERY, "surgery", "相关手术")
#define DS_CLASS_ENUM(code, name, zh) code,
typedef enum ds_operation_class {
    DS_OPERATION_CLASSES(DS_CLASS_ENUM) DS_N_CLASSES
} ds_operation_class;
#undef DS_CLASS_ENUM
extern const char *const ds_operation_class_names[DS_N_CLASSES][2];

/** The class of that name, or -1. */
int ds_operation_class_find(const char *name);

/** A list of prefixes with two numbers each; zero it. */
typedef struct ds_prefixes {
    ds_dict texts;
    int64_t *values; /**< [code][2] */
    int64_t other[2]; /**< of the row `*`; DS_MISSING: there is none */
} ds_prefixes;

/** From a table whose column 0 is TEXT. `what(table, row, values)` gives the
 * two numbers; false refuses the row. A prefix twice is DS_ERR_DATA. */
DS_MUST_USE ds_status
ds_prefixes_make(const ds_table *t, const char *path,
                 bool (*what)(const ds_table *, size_t, int64_t[2]),
                 const char *remedy, ds_prefixes *out, ds_error *err);

/** The numbers of the longest prefix of a clean code; false: none. */
bool ds_prefixes_find(const ds_prefixes *p, const char *code, size_t n,
                      int64_t values[2]);

void ds_prefixes_destroy(ds_prefixes *p);

/** operation,class -> value 0 the class. */
DS_MUST_USE ds_status ds_classes_make(const ds_table *t, const char *path,
                                      ds_prefixes *out, ds_error *err);

/** The class of a clean set, or -1 where a member's is not known. */
int ds_operations_class(const ds_prefixes *classes, const char *set);

/** prefix,cci,severity -> value 0 the Charlson weight, value 1 the severity:
 * 0 none, 1 moderate, 2 severe. */
DS_MUST_USE ds_status ds_complications_make(const ds_table *t, const char *path,
                                            ds_prefixes *out, ds_error *err);

/** What other diagnoses say of a case (7.7). */
typedef struct ds_complication {
    int cci;      /**< summed weights */
    int severity; /**< 0 none, 1 moderate, 2 severe: the worst */
    bool metastasis;
} ds_complication;

/** Of a set of other diagnoses joined by +, as it stands in the claims. */
ds_complication ds_complication_of(const ds_prefixes *p, ds_dip_code how,
                                   const char *set);

#endif
