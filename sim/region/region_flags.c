/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/region/region_flags.c - the codes and enumerations of a claim. */
#include "base/money.h"
#include "sim/region/region_parts.h"

/* ---- whose and where
 * --------------------------------------------------------- */

static void set_identity(region_slice *s, size_t i)
{
    const ds_region *r = s->r;
    const region_row *row = &s->rows[i];
    const uint64_t code = region_code_of(r, row->rank);
    s->c[COLUMN_CLAIM][i] = (int64_t)(s->first + i + 1);
    s->c[COLUMN_PATIENT][i] = (int64_t)code;
    s->c[COLUMN_HOSPITAL][i] = (int64_t)row->hospital + 1;
    s->c[COLUMN_SEX][i] = row->person.sex;
    s->c[COLUMN_INSURANCE][i] = row->person.insurance;
    s->c[COLUMN_HOME_AREA][i] =
        row->flags & IS_OUTSIDER ? 1 + (int64_t)(code % N_AREAS) : 0;
    s->c[COLUMN_PLACE][i] = row->kind != DS_REGION_OUTSIDE ? IN_AREA
                            : row->hospital == r->kind_start[DS_REGION_OUTSIDE]
                                ? IN_PROVINCE
                                : OUTSIDE_PROVINCE;
}

/* The disease's manager owns the quota of special diseases and diabetes, and
 * prescribes what pharmacies dispense for diabetes; other prescriptions come
 * from a hospital of the area. */
static void set_managers(region_slice *s, size_t i)
{
    const ds_region *r = s->r;
    const region_row *row = &s->rows[i];
    const uint64_t *w = s->words[i];
    const int64_t category = s->c[COLUMN_CATEGORY][i];
    const int64_t manager = (int64_t)row->person.manager + 1;
    const bool is_managed =
        category == CATEGORY_SPECIAL || category == CATEGORY_DIABETES;
    s->c[COLUMN_QUOTA_OWNER][i] = is_managed ? manager : 0;
    s->c[COLUMN_PRESCRIBER][i] = 0;
    if (row->kind != DS_REGION_PHARMACY) return;
    const unsigned kind = ds_below32(ds_low32(w[0]), DS_REGION_PHARMACY);
    s->c[COLUMN_PRESCRIBER][i] =
        category == CATEGORY_DIABETES
            ? manager
            : 1 + (int64_t)r->kind_start[kind] +
                  ds_alias_draw(&r->hospital_of[kind], w[1]);
}

/* ---- how it is paid
 * ------------------------------------------------------------ */

static bool is_on_roster(const region_slice *s, size_t i)
{
    const region_person *p = &s->rows[i].person;
    const int64_t month = s->c[COLUMN_MONTH][i] - s->r->first_month;
    return p->sign_from >= 0 && month >= p->sign_from && month <= p->sign_to;
}

static int64_t payment_of(const region_slice *s, size_t i)
{
    const ds_region *r = s->r;
    const region_row *row = &s->rows[i];
    const region_cell *cell = &r->cells[row->cell];
    const bool at_manager = row->hospital == row->person.manager;
    if (cell->category == CATEGORY_DIABETES)
        return is_on_roster(s, i) ? BY_CAPITATION : BY_ITEM;
    if (cell->category == CATEGORY_SPECIAL)
        return at_manager ? BY_QUOTA : BY_ITEM;
    if (cell->category != CATEGORY_INPATIENT) return BY_ITEM;
    if (cell->flags & IS_BED_DAY) return BY_BED_DAY;
    if (ds_chance(ds_high32(s->words[i][0]), r->item)) return BY_ITEM;
    return r->config.payment == 0 ? BY_DRG : BY_DIP;
}

/* ---- stays
 * ----------------------------------------------------------------------- */

/* Two of three ordinary operations of a surgical group are the first; one in
 * ten other stays has a diagnostic one, which is the second. */
static uint32_t operation_of(const region_cell *cell, uint32_t bits)
{
    if (cell->flags & IS_SURGICAL)
        return cell->operations[ds_below32(bits, 3) == 0];
    return ds_below32(bits, 10) == 0 ? cell->operations[1] : 0;
}

/* A set of eight other diagnoses, each in 1 of 4 stays, 7 of 16 severe ones;
 * the code is the set's bits. */
static int64_t others_of(const region_cell *cell, uint32_t bits)
{
    const uint32_t rare = bits & bits >> 8;
    const uint32_t more = bits >> 16 & bits >> 24;
    return (cell->severity == 1 ? rare | more : rare) & 255;
}

/* The later stays of a chain may be planned, of chemotherapy always. */
static int64_t planned_of(const region_slice *s, size_t i, uint32_t bits)
{
    const region_row *row = &s->rows[i];
    if (row->link == 0) return NO;
    if (s->r->cells[row->cell].flags & IS_CHEMO) return YES;
    return ds_below32(bits, 5) == 0 ? YES : NO;
}

static int64_t discharge_of(const region_row *row, uint32_t bits)
{
    const uint32_t percent = ds_below32(bits, 100);
    if (row->flags & IS_INCOMPLETE)
        return percent < 60 ? AGAINST_ADVICE : TRANSFER;
    return percent < 94   ? HOME
           : percent < 97 ? TRANSFER
           : percent < 98 ? DEATH
                          : OTHER_WAY;
}

static void set_stay(region_slice *s, size_t i)
{
    const ds_region *r = s->r;
    const uint64_t *w = s->words[i];
    const region_row *row = &s->rows[i];
    const region_cell *cell = &r->cells[row->cell];
    const int64_t days = s->c[COLUMN_LOS_DAYS][i];
    const bool is_missing = ds_chance(ds_low32(w[2]), r->missing_group);
    s->c[COLUMN_DRG][i] = is_missing ? 0 : (int64_t)row->cell + 1;
    s->c[COLUMN_OPERATIONS][i] = operation_of(cell, ds_high32(w[2]));
    s->c[COLUMN_OTHER_DIAGNOSES][i] = others_of(cell, ds_low32(w[3]));
    s->c[COLUMN_PLANNED][i] = planned_of(s, i, ds_high32(w[3]));
    s->c[COLUMN_INCOMPLETE][i] = row->flags & IS_INCOMPLETE ? YES : NO;
    s->c[COLUMN_DISCHARGE][i] = discharge_of(row, ds_low32(w[0]));
    s->c[COLUMN_ICU_DAYS][i] = row->x > 3.0 ? days / 3 : 0;
    if (cell->flags & IS_NEWBORN)
        s->c[COLUMN_BIRTH_WEIGHT_G][i] = 2300 +
                                         ds_below32(ds_high32(w[1]), 1900) -
                                         (cell->severity == 1 ? 900 : 0);
}

void region_flags(region_slice *s)
{
    region_draw_slice(s, PURPOSE_FLAGS);
    for (size_t i = 0; i < s->n; i++) {
        const region_cell *cell = &s->r->cells[s->rows[i].cell];
        /* squared: the first diagnoses of a group are the usual ones */
        const uint64_t u = ds_low32(s->words[i][1]);
        const uint64_t usual = ((u * u) >> 32) * N_DIAGNOSES >> 32;
        set_identity(s, i);
        set_managers(s, i);
        s->c[COLUMN_DIAGNOSIS][i] = cell->diagnoses[usual];
        s->c[COLUMN_PAYMENT][i] = payment_of(s, i);
        s->c[COLUMN_REFERRAL][i] =
            s->rows[i].kind == DS_REGION_TERTIARY &&
                    ds_below32(ds_high32(s->words[i][1]), 3) == 0
                ? YES
                : NO;
        s->c[COLUMN_DRG][i] = s->c[COLUMN_OPERATIONS][i] =
            s->c[COLUMN_OTHER_DIAGNOSES][i] = 0;
        s->c[COLUMN_PLANNED][i] = s->c[COLUMN_INCOMPLETE][i] =
            s->c[COLUMN_DISCHARGE][i] = 0;
        s->c[COLUMN_ICU_DAYS][i] = s->c[COLUMN_BIRTH_WEIGHT_G][i] = DS_MISSING;
        if (cell->category == CATEGORY_INPATIENT) set_stay(s, i);
    }
}
