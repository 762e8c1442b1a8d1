/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/region/region.h - a synthetic region of any size with known truth.
 *
 * Every claim is a pure function of the seed and its row: no state, no order,
 * no thread. Blocks of rows can be made anywhere and give the same bytes.
 *
 * What is drawn:
 *   where   kind of institution by category of care, institution within its
 *           kind by Zipf's law, group within the kind by Zipf's law tilted
 *           towards dear groups in higher levels;
 *   who     one of 64 slices of the population (age, sex, insurance) by rates
 *           of use, in it a person, heavy users more often;
 *   when    month of discharge by season and growth, day, length of stay,
 *           month of booking by the delay;
 *   cost    c = base_g * effect_h * price_y * X, in fen, half-up, with
 *           X = a truncated lognormal of mean about 1 (DS_REGION_LOW..
 *           DS_REGION_HIGH), times 0.2..0.7 in stays broken off; or, with the
 *           outlier share, DS_REGION_OUTLIER_LOW..HIGH by the density 1/x^2.
 *           base_g makes E(c) the planted mean of the group exactly:
 *           base_g = mean_g / (E(X_g) * E(effect | g) * E(price)).
 *   chains  in a share of sections of 16 rows two or three neighbours are
 *           stays of one patient in one group, 0..20 days apart. In every
 *           month the same share of stays follows another; fewer in the first
 *           weeks, as none follows a stay from before the first day.
 */
#ifndef DS_REGION_H
#define DS_REGION_H

#include "base/dict.h"
#include "base/keys.h"
#include "base/parallel.h"
#include "base/source.h"
#include "base/table.h"

/** Limits of X: ordinary costs are within the first pair, outliers within the
 * second, so that a cost over its expectation tells them apart. */
#define DS_REGION_LOW 0.1
#define DS_REGION_HIGH 4.0
#define DS_REGION_OUTLIER_LOW 5.0
#define DS_REGION_OUTLIER_HIGH 20.0

enum { DS_REGION_MAX_YEARS = 20, DS_REGION_SECTION_ROWS = 16 };

/** Kinds of institutions; the order of level_effects. */
typedef enum ds_region_kind {
    DS_REGION_TERTIARY,
    DS_REGION_SECONDARY,
    DS_REGION_PRIMARY,
    DS_REGION_PHARMACY,
    DS_REGION_OUTSIDE, /**< outside the area, of any level */
    DS_REGION_KINDS
} ds_region_kind;

/** Filled through ds_region_keys; rates in 1e-9. */
typedef struct ds_region_config {
    char area[DS_KEY_TEXT_SIZE];
    int64_t seed, claims;
    int64_t persons; /**< DS_KEY_NONE: claims * 0.35, at least 1,000 */
    int64_t hospitals, groups, years, first_year;
    int64_t inpatient_share;
    ds_rates outpatient_mix; /**< outpatient, emergency, chronic, special,
                                  diabetes, cancer, two_diseases */
    int64_t pharmacy_share, outsiders_share, out_of_area_share;
    int64_t outlier_share, incomplete_share, readmission_share;
    int64_t missing_group_share, item_share, capitation_share, refused_share;
    ds_rates booking_delay; /**< P(0 months), P(1 month), ... */
    ds_rates season;        /**< twelve weights, January first */
    int64_t volume_growth, price_growth;
    int64_t zipf_groups, zipf_hospitals;
    ds_rates level_effects; /**< one a ds_region_kind */
    int64_t hospital_sd;    /**< sd of log effects within a kind */
    int64_t mean_inpatient_fen, mean_outpatient_fen;
    int32_t payment; /**< of inpatient care: 0 DRG, 1 DIP */
} ds_region_config;

/** The rows; .target is left for the caller to set. */
extern const ds_keys ds_region_keys;

typedef struct ds_region ds_region;

/**
 * Builds the tables behind a region (institutions, groups, draws). Fails with
 * DS_ERR_CONFIG where the keys contradict each other: shares that do not add
 * up, more readmissions than inpatient rows can hold. The caller frees it.
 */
DS_MUST_USE ds_status ds_region_new(const ds_region_config *config,
                                    ds_region **out, ds_error *err);

/** Frees it; NULL is fine. */
void ds_region_free(ds_region *r);

/** Its configuration, with persons filled in. */
const ds_region_config *ds_region_configuration(const ds_region *r);

/** How many blocks of DS_BLOCK_ROWS rows, and how many rows block b has. */
size_t ds_region_blocks(const ds_region *r);
size_t ds_region_block_rows(const ds_region *r, size_t b);

/** The claim columns of every block, *n of them; the region's. */
const ds_source_column *ds_region_columns(const ds_region *r, size_t *n);

/** Bytes of scratch that ds_region_block needs. */
size_t ds_region_scratch_bytes(void);

/**
 * Fills block b: columns[c][i] for every column of ds_region_columns and row
 * i < ds_region_block_rows(r, b). `scratch` is aligned to 64 bytes, this
 * call's alone; nothing is kept in it. Pure; safe on any thread.
 */
void ds_region_block(const ds_region *r, size_t b, int64_t *const *columns,
                     void *scratch);

/** The dictionaries of the columns: name i, or NULL beyond the last. */
const char *ds_region_dictionary_name(size_t i);

/** Fills a zeroed dictionary by name: all codes that blocks may hold. */
DS_MUST_USE ds_status ds_region_dictionary(const ds_region *r, const char *name,
                                           ds_dict *out, ds_error *err);

/** The tables that go with the claims: name i, or NULL beyond the last:
 * hospital, person, roster, contract, disease_quota, truth, truth_hospital,
 * truth_level, truth_month, truth_run. */
const char *ds_region_table_name(size_t i);

/** Fills a zeroed table by name; the caller destroys it. `person` has a row
 * for every insured person, with claims or without. */
DS_MUST_USE ds_status ds_region_table(const ds_region *r, const char *name,
                                      ds_table *out, ds_error *err);

#endif
