/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/region/region_parts.h - what the files of the synthetic region share;
 * nobody else includes it but their tests. */
#ifndef DS_REGION_PARTS_H
#define DS_REGION_PARTS_H

#include "kernels/random.h"
#include "sim/region/region.h"

/* Draws: one purpose each, the path is the row (section, person, ...). */
enum {
    PURPOSE_SECTION = DS_PURPOSE_REGION,
    PURPOSE_WHAT,
    PURPOSE_WHO,
    PURPOSE_WHEN,
    PURPOSE_COST,
    PURPOSE_FEES,
    PURPOSE_FLAGS,
    PURPOSE_PERSON,
    PURPOSE_HOSPITAL,
    PURPOSE_GROUP,
    PURPOSE_SHUFFLE
};

/* X(enumerator, name): the columns in the order of base/columns.c. */
#define REGION_COLUMNS(X)                                                      \
    X(CLAIM, claim)                                                            \
    X(PATIENT, patient)                                                        \
    X(HOSPITAL, hospital)                                                      \
    X(PRESCRIBER, prescriber)                                                  \
    X(QUOTA_OWNER, quota_owner)                                                \
    X(DRG, drg)                                                                \
    X(DIAGNOSIS, diagnosis)                                                    \
    X(OPERATIONS, operations)                                                  \
    X(OTHER_DIAGNOSES, other_diagnoses)                                        \
    X(HOME_AREA, home_area)                                                    \
    X(EPISODE, episode)                                                        \
    X(ADMIT_DAY, admit_day)                                                    \
    X(DISCHARGE_DAY, discharge_day)                                            \
    X(MONTH, month)                                                            \
    X(BOOKED_MONTH, booked_month)                                              \
    X(INSURANCE, insurance)                                                    \
    X(CATEGORY, category)                                                      \
    X(PAYMENT, payment)                                                        \
    X(SEX, sex)                                                                \
    X(DISCHARGE, discharge)                                                    \
    X(PLACE, place)                                                            \
    X(REFERRAL, referral)                                                      \
    X(PLANNED, planned)                                                        \
    X(INCOMPLETE, incomplete)                                                  \
    X(TOTAL_FEN, total_fen)                                                    \
    X(IN_SCOPE_FEN, in_scope_fen)                                              \
    X(DRUG_FEN, drug_fen)                                                      \
    X(HERB_FEN, herb_fen)                                                      \
    X(SERVICE_FEN, service_fen)                                                \
    X(BID_DRUG_FEN, bid_drug_fen)                                              \
    X(STANDARD_HERB_FEN, standard_herb_fen)                                    \
    X(BID_DRUG_POINTS, bid_drug_points)                                        \
    X(HERB_DOSES, herb_doses)                                                  \
    X(REFUSED_POINTS, refused_points)                                          \
    X(REFUSED_MONTH, refused_month)                                            \
    X(POOL_FEN, pool_fen)                                                      \
    X(LARGE_FEN, large_fen)                                                    \
    X(AID_FEN, aid_fen)                                                        \
    X(ACCOUNT_FEN, account_fen)                                                \
    X(CASH_FEN, cash_fen)                                                      \
    X(LOS_DAYS, los_days)                                                      \
    X(AGE_DAYS, age_days)                                                      \
    X(ICU_DAYS, icu_days)                                                      \
    X(BIRTH_WEIGHT_G, birth_weight_g)

#define COLUMN_ENUM(upper, lower) COLUMN_##upper,
enum { REGION_COLUMNS(COLUMN_ENUM) N_COLUMNS };
#undef COLUMN_ENUM

/* Numbers of the enumerations in base/columns.c; a test compares them. */
enum { NO = 1, YES = 2 };
enum { MALE = 1, FEMALE = 2 };
enum { EMPLOYEE = 1, RESIDENT = 2 };
enum { IN_AREA = 1, IN_PROVINCE = 2, OUTSIDE_PROVINCE = 3 };
enum { BY_ITEM = 1, BY_DRG, BY_DIP, BY_BED_DAY, BY_QUOTA, BY_CAPITATION };
enum { HOME = 1, TRANSFER, AGAINST_ADVICE, DEATH, OTHER_WAY };
enum {
    CATEGORY_INPATIENT = 1,
    CATEGORY_OUTPATIENT,
    CATEGORY_EMERGENCY,
    CATEGORY_CHRONIC,
    CATEGORY_SPECIAL,
    CATEGORY_DIABETES,
    CATEGORY_CANCER,
    CATEGORY_TWO_DISEASES,
    N_CATEGORIES
};

/* Where a claim arises: a kind of institution, or the manager of the person's
 * disease, whatever its kind. */
enum { AT_MANAGER = DS_REGION_KINDS, N_WHERE };

enum { MAX_MONTHS = 12 * DS_REGION_MAX_YEARS, N_AREAS = 8 };

/* ---- institutions ----------------------------------------------------------
 */

typedef struct region_hospital {
    char id[8];
    ds_region_kind kind;
    int level; /* 1..3, 0 for pharmacies */
    bool is_tcm, has_family_doctors, on_platform, zero_markup;
    bool refuses_t9, controls_poorly;
    uint32_t county; /* 0: outside */
    int grade;       /* 0 excellent .. 3 fail */
    double share;    /* of its kind's claims */
    double effect;   /* on cost: level and own */
    int64_t physician_days;
} region_hospital;

/* ---- groups and outpatient categories ---------------------------------------
 */

enum {
    IS_BED_DAY = 1,
    IS_OBSTETRIC = 2,
    IS_NEWBORN = 4,
    IS_CHEMO = 8,
    IS_SURGICAL = 16,
    NO_CHAIN = IS_BED_DAY | IS_OBSTETRIC | IS_NEWBORN
};
enum { N_DIAGNOSES = 6, N_OPERATIONS = 2 };

/* Cells 0..n_groups-1 are groups, then one a category from outpatient on. */
typedef struct region_cell {
    char code[8];
    int category;
    unsigned flags;
    int severity;            /* last digit of the code: 1 worst .. 9 none */
    double share;            /* of its category's first claims */
    double sigma, mu;        /* of the lognormal */
    double low_p, span_p;    /* probabilities between its limits */
    double mean_fen, sd_fen; /* planted: of its claims' cost */
    double mean_x, second_x; /* moments of X */
    double base_fen;         /* cost at effect 1, first year, X = 1 */
    int32_t los, los_cap;    /* typical and longest stay, days */
    uint32_t drug_share;     /* of cost, in 1/65536 */
    uint32_t diagnoses[N_DIAGNOSES]; /* codes */
    uint32_t operations[N_OPERATIONS];
} region_cell;

/* ---- persons ----------------------------------------------------------------
 */

/* The population is cut into slots of equal size: person `rank` is number
 * rank / N_SLOTS of slot rank % N_SLOTS; low numbers use more care. */
enum { N_SLOTS = 64 };

/* Rates of use that choose a slot. */
typedef enum region_demand {
    DEMAND_INPATIENT,
    DEMAND_OUTPATIENT,
    DEMAND_CHRONIC,
    DEMAND_OBSTETRIC,
    DEMAND_NEWBORN,
    N_DEMANDS
} region_demand;

typedef struct region_slot {
    int age_low, age_high; /* years on the first day; 0, 0: born later */
    int sex, insurance;
    bool may_be_chronic;
} region_slot;

typedef struct region_person {
    int32_t birth_day;
    uint32_t manager;           /* institution number */
    int16_t sign_from, sign_to; /* months since the first; -1: not signed */
    uint8_t sex, insurance;
    bool is_retired, is_poor, is_chronic, is_diabetic;
} region_person;

struct ds_region {
    ds_region_config config;
    ds_source_column columns[N_COLUMNS];
    /* time */
    int n_months;
    int64_t first_month;                 /* since 2000-01 */
    int64_t month_start[MAX_MONTHS + 1]; /* days since 2000-01-01 */
    double month_share[MAX_MONTHS];
    double clock[MAX_MONTHS + 1]; /* month_start by shares of claims: days
                                     since the first that are equally busy */
    double price[DS_REGION_MAX_YEARS], mean_price, second_price;
    ds_alias month, booking;
    /* institutions, sorted by kind */
    size_t n_hospitals; /* with those outside */
    region_hospital *hospitals;
    uint32_t kind_start[DS_REGION_KINDS + 1];
    double second_effect[DS_REGION_KINDS]; /* E(own effect squared) */
    ds_alias hospital_of[DS_REGION_KINDS], manager;
    uint32_t n_counties;
    /* groups and categories */
    size_t n_groups, n_cells;
    region_cell *cells;
    ds_alias group_of[DS_REGION_KINDS];
    double kind_share[N_CATEGORIES][DS_REGION_KINDS];
    ds_alias where[N_CATEGORIES];
    double category_share[N_CATEGORIES]; /* of rows outside chains */
    ds_alias category;
    ds_dict diagnoses, operations;
    /* persons */
    uint64_t n_persons, n_outsiders;
    region_slot slots[N_SLOTS];
    ds_alias slot_of[N_DEMANDS];
    uint64_t shuffle, unshuffle, shift; /* rank <-> code */
    /* chains */
    uint64_t chain_threshold; /* of a section, in 2^-32 */
    uint64_t *episodes;       /* sections with a chain before each block */
    /* thresholds of ds_chance */
    uint64_t outsider, outlier, incomplete, missing_group, item, capitation,
        refused;
};

/** Words of a purpose for one thing (row, person, ...). */
static inline void region_draw(const ds_region *r, uint64_t purpose,
                               uint64_t path, uint64_t out[4])
{
    const ds_draws d = {.seed = (uint64_t)r->config.seed, .purpose = purpose};
    ds_random4(&d, path, out);
}

static inline double region_rate(int64_t rate)
{
    return (double)rate / (double)DS_RATE_ONE;
}

/* ---- building, in this order ------------------------------------------------
 */

/** What keys cannot say alone. */
DS_MUST_USE ds_status region_check(const ds_region_config *c, ds_error *err);

/** Months, their shares, prices, booking delay. */
DS_MUST_USE ds_status region_build_time(ds_region *r, ds_error *err);

/** Institutions, their effects, and who manages diseases. */
DS_MUST_USE ds_status region_build_hospitals(ds_region *r, ds_error *err);

/** Physician days from the cost that a month is expected to bring; last. */
void region_set_physician_days(ds_region *r);

/** Codes, kinds and raw costs of groups; cells of the other categories. */
DS_MUST_USE ds_status region_build_cells(ds_region *r, ds_error *err);

/** Slots and how they use care; the shuffle of codes. */
DS_MUST_USE ds_status region_build_persons(ds_region *r, ds_error *err);

/** Where claims arise, shares of groups, planted means and bases. */
DS_MUST_USE ds_status region_build_mix(ds_region *r, ds_error *err);

/** Chains and the episodes before each block. */
DS_MUST_USE ds_status region_build_chains(ds_region *r, ds_error *err);

/* ---- persons
 * ----------------------------------------------------------------- */

/** Persons of a slot, among the insured or among outsiders. */
uint64_t region_slot_size(const ds_region *r, unsigned slot, bool outsider);

/** How many of n persons of a slot have a chronic disease, and diabetes: the
 * first ones. */
static inline uint64_t region_chronic(uint64_t n)
{
    return n * 35 / 100 + 1 < n ? n * 35 / 100 + 1 : n;
}
static inline uint64_t region_diabetic(uint64_t n)
{
    return n * 12 / 100 + 1 < n ? n * 12 / 100 + 1 : n;
}

/** The rank of person number `index` of a slot; outsiders come after all
 * insured. */
uint64_t region_rank(const ds_region *r, unsigned slot, uint64_t index,
                     bool outsider);

/** Everything about a person. */
void region_person_at(const ds_region *r, uint64_t rank, region_person *out);

/** Code of a rank in the dictionary of patients, 1.., and back. */
uint64_t region_code_of(const ds_region *r, uint64_t rank);
uint64_t region_rank_of(const ds_region *r, uint64_t code);

/* ---- chains
 * ------------------------------------------------------------------ */

/** A section's chain: its first row and number of rows in the section; 0 rows:
 * none. */
typedef struct region_chain {
    unsigned start, length;
} region_chain;
region_chain region_chain_of(const ds_region *r, uint64_t section);

/* ---- a slice of rows
 * ----------------------------------------------------------- */

enum { REGION_SLICE = 1024 }; /* rows; scratch stays in the L2 cache */

enum { IS_OUTSIDER = 1, IS_LINKED = 2, IS_INCOMPLETE = 4, IS_HEAD = 8 };

/* What a row is before its columns are written. */
typedef struct region_row {
    uint32_t cell, hospital; /* numbers */
    uint64_t rank;
    uint8_t kind, where, flags;
    uint8_t link; /* 0, or how many rows above the chain begins: 1, 2 */
    double x, value;
    double clock; /* of its discharge, see region_dates.c */
    region_person person;
} region_row;

typedef struct region_slice {
    const ds_region *r;
    uint64_t first; /* row */
    size_t n;
    int64_t *c[N_COLUMNS]; /* of the block, moved to the slice */
    uint64_t episode;      /* sections with a chain before the slice */
    uint64_t words[REGION_SLICE][4];
    double p[REGION_SLICE];
    region_row rows[REGION_SLICE];
} region_slice;

/** Draws s->words for a purpose. */
void region_draw_slice(region_slice *s, uint64_t purpose);

/** The stages, in this order; region_payers uses the words of region_fees. */
void region_what_and_where(region_slice *s);
void region_who(region_slice *s);
void region_link(region_slice *s);
void region_x(region_slice *s);
void region_dates(region_slice *s);
void region_cost(region_slice *s);
void region_fees(region_slice *s);
void region_payers(region_slice *s);
void region_flags(region_slice *s);

/* ---- tables
 * --------------------------------------------------------------------- */

typedef ds_status region_table_fn(const ds_region *r, ds_table *out,
                                  ds_error *err);
region_table_fn region_table_hospital, region_table_person, region_table_roster,
    region_table_contract, region_table_disease_quota, region_table_truth,
    region_table_truth_hospital, region_table_truth_level,
    region_table_truth_month, region_table_truth_run;

extern const char *const region_kind_names[DS_REGION_KINDS];

/** Shares of the kinds among the managers of chronic diseases. */
extern const double region_manages[DS_REGION_KINDS];

#endif
