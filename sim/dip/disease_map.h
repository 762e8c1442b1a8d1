/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip/disease_map.h - the codes of a source as dense numbers of key parts
 * and operation sets: every string is read once, not once a record. */
#ifndef DS_DISEASE_MAP_H
#define DS_DISEASE_MAP_H

#include "kernels/group.h"
#include "sim/dip/disease_code.h"
#include "sim/lanes.h"

/** Zero it before ds_disease_map_make. Code 0 of a dictionary is the empty
 * text: no diagnosis, no operation. */
typedef struct ds_disease_map {
    ds_dip_code how;
    ds_dict parts;      /**< key parts of diagnoses */
    ds_dict sets;       /**< clean operation sets */
    ds_dict threes;     /**< first three characters of parts */
    ds_dict chapters;   /**< chapters of parts */
    uint32_t *part_of;  /**< by diagnosis code; 0: empty or invalid */
    uint32_t *set_of;   /**< by operations code; NULL: no such column */
    uint32_t *three_of, *chapter_of; /**< by part */
    int8_t *class_of;   /**< by set: ds_operation_class, or -1 */
} ds_disease_map;

/** Reads the dictionaries diagnosis and operations of the source. */
DS_MUST_USE ds_status ds_disease_map_make(const ds_source *source,
                                          ds_dip_code how,
                                          const ds_prefixes *classes,
                                          ds_disease_map *out, ds_error *err);

void ds_disease_map_destroy(ds_disease_map *m);

/** Levels of hospitals; the last is "unknown". */
enum { DS_LEVEL_UNKNOWN = 4, DS_N_LEVELS };
extern const char *const ds_level_names[DS_N_LEVELS];

/** level[hospital code] from a table with TEXT `hospital` and INT `level`
 * (NULL, or without that column: all unknown). The caller frees it. */
DS_MUST_USE ds_status ds_levels_make(const ds_table *hospitals,
                                     const ds_dict *ids, uint8_t **level,
                                     ds_error *err);

/** Sub-types of a case (7.7): everything they need. Lanes that a source lacks
 * are DS_NO_LANE. */
typedef struct ds_subtype_lanes {
    size_t age, other, days, discharge, icu, cost, drug;
} ds_subtype_lanes;

/** Dimensions of the auxiliary catalogue, in the order in which ties go. */
#define DS_DIMENSIONS(X)                                                       \
    X(DS_BY_AGE, "age", "年龄")                                                \
    X(DS_BY_CCI, "cci", "合并症指数")                                          \
    X(DS_BY_SEVERITY, "severity", "疾病严重程度")                              \
    X(DS_BY_TUMOUR, "tumour", "肿瘤治疗")                                      \
    X(DS_BY_ICU, "icu", "重症监护")
#define DS_DIMENSION_ENUM(code, name, zh) code,
typedef enum ds_dimension {
    DS_DIMENSIONS(DS_DIMENSION_ENUM) DS_N_DIMENSIONS
} ds_dimension;
#undef DS_DIMENSION_ENUM
extern const char *const ds_dimension_names[DS_N_DIMENSIONS][2];

/** Sub-types of a dimension, and the one that small ones are merged into. */
enum { DS_N_SUBTYPES = 9, DS_SUBTYPE_OTHER = DS_N_SUBTYPES };
extern const char *const ds_subtype_names[DS_N_DIMENSIONS][DS_N_SUBTYPES];

/** What sub-types are read from; zero it. */
typedef struct ds_subtypes {
    ds_subtype_lanes lanes;
    ds_complication *other; /**< by code of other_diagnoses; NULL: none */
    int64_t death;          /**< number of discharge "death" */
} ds_subtypes;

/** Finds the columns (before ds_lanes_extra of the pass). */
void ds_subtypes_columns(ds_subtypes *s, ds_lanes *l, size_t cost);

/** Every lane that ds_subtype_of reads, to be kept for later passes. */
enum { DS_SUBTYPE_LANES = 7 };
void ds_subtypes_lanes(const ds_subtypes *s, size_t lanes[DS_SUBTYPE_LANES]);

/** Reads the dictionary of other diagnoses. */
DS_MUST_USE ds_status ds_subtypes_make(ds_subtypes *s, const ds_source *source,
                                       ds_dip_code how,
                                       const ds_prefixes *complications,
                                       ds_error *err);
void ds_subtypes_destroy(ds_subtypes *s);

/** Whether the claims have what a dimension needs. */
bool ds_subtypes_has(const ds_subtypes *s, ds_dimension d);

/** The sub-type of row i. `costly_fen`: the least cost of a costly tumour
 * case (3 x mean of the group, rounded up); INT64_MAX: none. */
int ds_subtype_of(const ds_subtypes *s, ds_dimension d, const ds_slice *slice,
                  size_t i, int64_t costly_fen);

#endif
