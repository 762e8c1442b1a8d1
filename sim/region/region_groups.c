/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/region/region_groups.c - groups, diagnoses and operations of a synthetic
 * region.
 *
 * Codes are built like those of CHS-DRG: a letter of the major category, a
 * letter of the kind (B..J surgical, R..Z medical), a digit, a severity (1
 * worst, 3, 5, 9 not divided). Names like FQY and 0000 are groups that did not
 * fit. Diagnoses look like ICD-10, operations like ICD-9-CM-3; none of it is
 * copied from a real grouper. */
#include "kernels/elementary.h"
#include "sim/region/region_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A major category: its letter, its chapter of ICD-10, its part of ICD-9-CM-3,
 * its share of the groups, and flags of its medical groups. */
static const struct major {
    char letter, chapter;
    int diagnosis_low, diagnosis_high, operation_low, operation_high;
    int weight;
    unsigned flags;
} majors[] = {
    {'B', 'I', 60, 69, 1,  5,  9,  0           },
    {'C', 'H', 0,  59, 8,  16, 4,  0           },
    {'D', 'H', 60, 95, 18, 29, 6,  0           },
    {'E', 'J', 0,  99, 31, 34, 8,  0           },
    {'F', 'I', 5,  52, 35, 39, 11, 0           },
    {'G', 'K', 0,  63, 42, 49, 10, 0           },
    {'H', 'K', 70, 87, 50, 54, 6,  0           },
    {'I', 'M', 0,  99, 76, 84, 10, 0           },
    {'J', 'L', 0,  99, 85, 86, 4,  0           },
    {'K', 'E', 3,  90, 6,  7,  4,  0           },
    {'L', 'N', 0,  39, 55, 59, 5,  0           },
    {'M', 'N', 40, 51, 60, 64, 3,  0           },
    {'N', 'N', 70, 98, 65, 71, 4,  0           },
    {'O', 'O', 0,  99, 72, 75, 4,  IS_OBSTETRIC},
    {'P', 'P', 0,  96, 96, 99, 3,  IS_NEWBORN  },
    {'Q', 'D', 50, 89, 40, 41, 3,  0           },
    {'R', 'C', 0,  97, 92, 99, 5,  IS_CHEMO    },
    {'S', 'A', 0,  99, 86, 88, 3,  0           },
    {'T', 'F', 0,  99, 94, 94, 3,  IS_BED_DAY  },
    {'U', 'F', 10, 19, 94, 94, 1,  0           },
    {'V', 'T', 36, 98, 86, 88, 2,  0           },
    {'W', 'T', 20, 32, 86, 86, 1,  0           },
    {'X', 'Z', 0,  99, 93, 93, 2,  IS_BED_DAY  },
    {'Z', 'S', 0,  99, 76, 79, 1,  0           },
};

static const struct major *major_of(char letter)
{
    for (size_t i = 0; i < DS_COUNT(majors); i++)
        if (majors[i].letter == letter) return &majors[i];
    return &majors[DS_COUNT(majors) - 1]; /* 0000 */
}

/* The n codes of one category, in the order in which they are made. */
static void name_major(const struct major *m, size_t n, region_cell *cells)
{
    static const char *const severities[] = {"9", "15", "135"};
    size_t made = 0;
    for (unsigned a = 0; made < n; a++) {
        const char letter = "RBSCTDUEVFWGXHZJ"[a % 16];
        const char *severity = severities[a % 3];
        const char digit = (char)('1' + a / 16 % 9);
        for (; *severity && made < n; severity++)
            snprintf(cells[made++].code, sizeof cells->code, "%c%c%c%c",
                     m->letter, letter, digit, *severity);
    }
}

static int by_code(const void *a, const void *b)
{
    const region_cell *x = a, *y = b;
    return strcmp(x->code, y->code);
}

static void name_groups(ds_region *r)
{
    const size_t n = r->n_groups;
    size_t weights = 0, weight = 0, made = 0;
    for (size_t i = 0; i < DS_COUNT(majors); i++)
        weights += (size_t)majors[i].weight;
    for (size_t i = 0; i < DS_COUNT(majors); i++) {
        weight += (size_t)majors[i].weight;
        const size_t end = n * weight / weights;
        name_major(&majors[i], end - made, r->cells + made);
        made = end;
    }
    if (n >= 100) { /* the groups of what did not fit */
        static const char *const unfit[] = {"0000", "FQY", "GQY", "IQY"};
        for (size_t i = 0; i < DS_COUNT(unfit); i++)
            snprintf(r->cells[n - 1 - i * n / 8].code, sizeof r->cells->code,
                     "%s", unfit[i]);
    }
    qsort(r->cells, n, sizeof *r->cells, by_code);
}

static ds_status add_code(ds_dict *d, const char *text, uint32_t *code,
                          ds_error *err)
{
    return ds_dict_code(d, text, strlen(text), code, err);
}

static ds_status set_diagnoses(ds_region *r, const struct major *m,
                               region_cell *cell, const uint64_t words[4],
                               ds_error *err)
{
    const uint32_t span = (uint32_t)(m->diagnosis_high - m->diagnosis_low + 1);
    for (unsigned i = 0; i < N_DIAGNOSES; i++) {
        char text[16];
        const uint32_t bits = ds_low32(words[0] >> (7 * i));
        const uint32_t number = (uint32_t)m->diagnosis_low + bits % span;
        snprintf(text, sizeof text, "%c%02u.%u00", m->chapter, number % 100,
                 (bits >> 11) % 10);
        DS_TRY(add_code(&r->diagnoses, text, &cell->diagnoses[i], err));
    }
    return DS_OK;
}

/* Surgical groups have an operation, sometimes two; of the others few have a
 * diagnostic one. */
static ds_status set_operations(ds_region *r, const struct major *m,
                                region_cell *cell, const uint64_t words[4],
                                ds_error *err)
{
    char one[16], both[40];
    const uint32_t span = (uint32_t)(m->operation_high - m->operation_low + 1);
    const uint32_t bits = ds_low32(words[1]), more = ds_high32(words[1]);
    const uint32_t first = (uint32_t)m->operation_low + bits % span;
    snprintf(one, sizeof one, "%02u.%u%u00", first % 100, (bits >> 8) % 10,
             (bits >> 16) % 10);
    if (!(cell->flags & IS_SURGICAL)) {
        snprintf(both, sizeof both, "88.%u%u00", more % 10, (more >> 8) % 10);
        return add_code(&r->operations, both, &cell->operations[1], err);
    }
    snprintf(both, sizeof both, "%s+%02u.%u%u00", one,
             (first + 1 + more % 9) % 100 < first
                 ? 99
                 : (first + 1 + more % 9) % 100,
             (more >> 8) % 10, (more >> 16) % 10);
    DS_TRY(add_code(&r->operations, one, &cell->operations[0], err));
    return add_code(&r->operations, both, &cell->operations[1], err);
}

/* Raw costs: surgical groups are dear, severe ones dearer; the mean of all is
 * set later (region_mix.c). */
static void set_cost(region_cell *cell, const uint64_t words[4])
{
    double z = ds_uniform(words[2]);
    ds_normal_quantile(1, &z, &z);
    double log_cost = ds_log1(6500.0) + 0.45 * z;
    if (cell->flags & IS_SURGICAL) log_cost += 0.9;
    if (cell->flags & IS_BED_DAY) log_cost += 0.7;
    if (cell->flags & (IS_OBSTETRIC | IS_NEWBORN)) log_cost -= 0.3;
    if (cell->severity == 1) log_cost += 0.5;
    if (cell->severity == 3) log_cost += 0.2;
    if (cell->severity == 5) log_cost -= 0.2;
    cell->mean_fen = 100.0 * ds_exp1(log_cost);
    cell->sigma = 0.3 + 0.25 * ds_uniform(words[3]);
    cell->drug_share = cell->flags & IS_BED_DAY    ? 12000
                       : cell->flags & IS_CHEMO    ? 39000
                       : cell->flags & IS_SURGICAL ? 31000
                                                   : 26000;
}

static ds_status build_group(ds_region *r, size_t g, ds_error *err)
{
    region_cell *cell = &r->cells[g];
    const struct major *m = major_of(cell->code[0]);
    const bool is_unfit = cell->code[3] == '\0' || cell->code[0] == '0';
    uint64_t words[4];
    region_draw(r, PURPOSE_GROUP, g, words);
    cell->category = CATEGORY_INPATIENT;
    cell->severity = is_unfit ? 9 : cell->code[3] - '0';
    if (!is_unfit && cell->code[1] < 'K') cell->flags |= IS_SURGICAL;
    const unsigned of_medical = IS_BED_DAY | IS_CHEMO;
    cell->flags |= !is_unfit && !(cell->flags & IS_SURGICAL)
                       ? m->flags
                       : m->flags & ~of_medical;
    set_cost(cell, words);
    DS_TRY(set_diagnoses(r, m, cell, words, err));
    return set_operations(r, m, cell, words, err);
}

/* Other categories: cost against an ordinary visit, spread, drugs, and what
 * they are for. */
static const struct outpatient {
    const char *code;
    double cost, sigma, drugs;
    const char *diagnoses[N_DIAGNOSES];
} outpatients[N_CATEGORIES - CATEGORY_OUTPATIENT] = {
    {"outpatient",
     1.0,  0.75,
     0.55, {"J06.900", "K29.500", "M54.500", "J20.900", "L30.900", "R51.x00"}},
    {"emergency",
     1.5,  0.7,
     0.4,  {"R10.400", "J18.900", "S01.900", "R07.400", "T14.900", "R50.900"}},
    {"chronic",
     1.2,  0.5,
     0.8,  {"I10.x00", "I25.100", "I48.x00", "J44.900", "M06.900", "G20.x00"}},
    {"special",
     6.5,  0.45,
     0.4,  {"N18.000", "N18.900", "B18.200", "Z94.000", "D66.x00", "M32.900"}},
    {"diabetes",
     1.4,  0.5,
     0.85, {"E11.900", "E11.200", "E11.300", "E11.400", "E10.900", "E14.900"}},
    {"cancer",
     22.0, 0.55,
     0.7,  {"C34.900", "C50.900", "C18.900", "C22.000", "C16.900", "C61.x00"}},
    {"two_diseases",
     0.6,  0.5,
     0.85, {"I10.x00", "E11.900", "I10.x00", "E11.900", "I11.900", "E14.900"}},
};

static ds_status build_outpatient(ds_region *r, size_t i, ds_error *err)
{
    const struct outpatient *from = &outpatients[i];
    region_cell *cell = &r->cells[r->n_groups + i];
    cell->category = CATEGORY_OUTPATIENT + (int)i;
    cell->severity = 9;
    cell->mean_fen = from->cost * (double)r->config.mean_outpatient_fen;
    cell->sigma = from->sigma;
    cell->drug_share = (uint32_t)(from->drugs * 65536.0);
    for (unsigned d = 0; d < N_DIAGNOSES; d++)
        DS_TRY(add_code(&r->diagnoses, from->diagnoses[d], &cell->diagnoses[d],
                        err));
    return DS_OK;
}

ds_status region_build_cells(ds_region *r, ds_error *err)
{
    r->n_groups = (size_t)r->config.groups;
    r->n_cells = r->n_groups + DS_COUNT(outpatients);
    DS_TRY(ds_alloc(&r->cells, r->n_cells, sizeof *r->cells, err));
    DS_TRY(ds_dict_init(&r->diagnoses, err));
    DS_TRY(ds_dict_init(&r->operations, err));
    name_groups(r);
    for (size_t g = 0; g < r->n_groups; g++) DS_TRY(build_group(r, g, err));
    for (size_t i = 0; i < DS_COUNT(outpatients); i++)
        DS_TRY(build_outpatient(r, i, err));
    return DS_OK;
}
