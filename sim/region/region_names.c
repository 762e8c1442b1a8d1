/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/region/region_names.c - the dictionaries of a synthetic region. */
#include "sim/region/region_parts.h"

#include <stdio.h>
#include <string.h>

/* Adds a text that must get the given code: codes are made, not looked up. */
static ds_status add(ds_dict *d, uint64_t code, const char *text, ds_error *err)
{
    uint32_t got = 0;
    DS_TRY(ds_dict_code(d, text, strlen(text), &got, err));
    if (got != code)
        return ds_fail(err, DS_ERR_ARG, "'%s' is twice in a dictionary", text);
    return DS_OK;
}

static ds_status add_numbered(ds_dict *d, uint64_t code, const char *letter,
                              int digits, uint64_t number, ds_error *err)
{
    char text[32];
    snprintf(text, sizeof text, "%s%0*llu", letter, digits,
             (unsigned long long)number);
    return add(d, code, text, err);
}

static ds_status patients(const ds_region *r, ds_dict *d, ds_error *err)
{
    for (uint64_t code = 1; code <= r->n_persons; code++)
        DS_TRY(add_numbered(d, code, "P", 9, code, err));
    if (r->config.outsiders_share == 0) return DS_OK;
    for (uint64_t i = 1; i <= r->n_outsiders; i++)
        DS_TRY(add_numbered(d, r->n_persons + i, "X", 9, i, err));
    return DS_OK;
}

static ds_status hospitals(const ds_region *r, ds_dict *d, ds_error *err)
{
    for (size_t i = 0; i < r->n_hospitals; i++)
        DS_TRY(add(d, i + 1, r->hospitals[i].id, err));
    return DS_OK;
}

static ds_status groups(const ds_region *r, ds_dict *d, ds_error *err)
{
    for (size_t g = 0; g < r->n_groups; g++)
        DS_TRY(add(d, g + 1, r->cells[g].code, err));
    return DS_OK;
}

static ds_status copy(const ds_dict *from, ds_dict *d, ds_error *err)
{
    for (uint32_t code = 1; code < from->n; code++)
        DS_TRY(add(d, code, ds_dict_text(from, code), err));
    return DS_OK;
}

static ds_status diagnoses(const ds_region *r, ds_dict *d, ds_error *err)
{
    return copy(&r->diagnoses, d, err);
}

static ds_status operations(const ds_region *r, ds_dict *d, ds_error *err)
{
    return copy(&r->operations, d, err);
}

/* Code = bits of the set; the names are in their own order. */
static ds_status other_diagnoses(const ds_region *r, ds_dict *d, ds_error *err)
{
    static const char *const names[8] = {"D64.900", "E11.900", "E78.500",
                                         "I10.x00", "I25.100", "J44.900",
                                         "K76.000", "N18.900"};
    (void)r;
    for (unsigned set = 1; set < 256; set++) {
        char text[80];
        size_t n = 0;
        for (unsigned k = 0; k < 8; k++)
            if (set >> k & 1)
                n += (size_t)snprintf(text + n, sizeof text - n, "%s%s",
                                      n ? "+" : "", names[k]);
        DS_TRY(add(d, set, text, err));
    }
    return DS_OK;
}

static ds_status areas(const ds_region *r, ds_dict *d, ds_error *err)
{
    (void)r;
    for (uint64_t code = 1; code <= N_AREAS; code++)
        DS_TRY(add_numbered(d, code, "Neighbour ", 1, code, err));
    return DS_OK;
}

static ds_status episodes(const ds_region *r, ds_dict *d, ds_error *err)
{
    const uint64_t n = r->episodes[ds_region_blocks(r)];
    for (uint64_t code = 1; code <= n; code++)
        DS_TRY(add_numbered(d, code, "E", 9, code, err));
    return DS_OK;
}

static const struct {
    const char *name;
    ds_status (*fill)(const ds_region *r, ds_dict *d, ds_error *err);
} dictionaries[] = {
    {"patient",         patients       },
    {"hospital",        hospitals      },
    {"drg",             groups         },
    {"diagnosis",       diagnoses      },
    {"operations",      operations     },
    {"other_diagnoses", other_diagnoses},
    {"home_area",       areas          },
    {"episode",         episodes       },
};

const char *ds_region_dictionary_name(size_t i)
{
    return i < DS_COUNT(dictionaries) ? dictionaries[i].name : NULL;
}

ds_status ds_region_dictionary(const ds_region *r, const char *name,
                               ds_dict *out, ds_error *err)
{
    for (size_t i = 0; i < DS_COUNT(dictionaries); i++) {
        if (strcmp(dictionaries[i].name, name) != 0) continue;
        ds_status st = ds_dict_init(out, err);
        if (st == DS_OK) st = dictionaries[i].fill(r, out, err);
        if (st != DS_OK) ds_dict_destroy(out);
        return st;
    }
    return ds_fail(err, DS_ERR_ARG, "a region has no dictionary '%s'", name);
}
