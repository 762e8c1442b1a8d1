/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip/disease_map.c - see disease_map.h for the contract. */
#include "sim/dip/disease_map.h"

#include <stdlib.h>
#include <string.h>

const char *const ds_level_names[DS_N_LEVELS] = {"0", "1", "2", "3", "unknown"};

static ds_status code_of(ds_dict *d, const char *text, uint32_t *code,
                         ds_error *err)
{
    return ds_dict_code(d, text, strlen(text), code, err);
}

static ds_status map_diagnoses(ds_disease_map *m, const ds_dict *d,
                               ds_error *err)
{
    DS_TRY(ds_alloc(&m->part_of, d->n, sizeof *m->part_of, err));
    for (uint32_t c = 1; c < d->n; c++) {
        char part[DS_CODE_SIZE];
        if (ds_disease_part(m->how, ds_dict_text(d, c), part))
            DS_TRY(code_of(&m->parts, part, &m->part_of[c], err));
    }
    return DS_OK;
}

static ds_status map_parts(ds_disease_map *m, ds_error *err)
{
    const size_t n = m->parts.n;
    DS_TRY(ds_alloc(&m->three_of, n, sizeof *m->three_of, err));
    DS_TRY(ds_alloc(&m->chapter_of, n, sizeof *m->chapter_of, err));
    for (uint32_t p = 1; p < n; p++) {
        char three[4], chapter[8];
        const char *part = ds_dict_text(&m->parts, p);
        ds_disease_three(part, three);
        ds_disease_chapter(m->how, part, chapter);
        DS_TRY(code_of(&m->threes, three, &m->three_of[p], err));
        DS_TRY(code_of(&m->chapters, chapter, &m->chapter_of[p], err));
    }
    return DS_OK;
}

static ds_status map_operations(ds_disease_map *m, const ds_dict *d,
                                ds_error *err)
{
    DS_TRY(ds_alloc(&m->set_of, d->n, sizeof *m->set_of, err));
    for (uint32_t c = 1; c < d->n; c++) {
        char set[DS_CODE_SIZE];
        const char *text = ds_dict_text(d, c);
        if (!ds_operations_clean(text, set))
            return ds_hint(err,
                           ds_fail(err, DS_ERR_DATA,
                                   "operations '%.40s...': more than %d of one "
                                   "case",
                                   text, DS_MAX_MEMBERS),
                           "correct the record, or leave the lesser "
                           "operations out");
        DS_TRY(code_of(&m->sets, set, &m->set_of[c], err));
    }
    return DS_OK;
}

static ds_status map_classes(ds_disease_map *m, const ds_prefixes *classes,
                             ds_error *err)
{
    DS_TRY(ds_alloc(&m->class_of, m->sets.n, 1, err));
    for (uint32_t s = 0; s < m->sets.n; s++)
        m->class_of[s] =
            (int8_t)ds_operations_class(classes, ds_dict_text(&m->sets, s));
    return DS_OK;
}

ds_status ds_disease_map_make(const ds_source *source, ds_dip_code how,
                              const ds_prefixes *classes, ds_disease_map *out,
                              ds_error *err)
{
    ds_dict diagnoses = {0}, operations = {0};
    ds_status st = DS_OK;
    out->how = how;
    ds_dict *const own[] = {&out->parts, &out->sets, &out->threes,
                            &out->chapters};
    for (size_t i = 0; i < DS_COUNT(own); i++) DS_GO(ds_dict_init(own[i], err));
    DS_GO(source->ops->dictionary(source, "diagnosis", &diagnoses, err));
    DS_GO(map_diagnoses(out, &diagnoses, err));
    DS_GO(map_parts(out, err));
    if (ds_source_find(source, "operations") >= 0) {
        DS_GO(source->ops->dictionary(source, "operations", &operations, err));
        DS_GO(map_operations(out, &operations, err));
    }
    DS_GO(map_classes(out, classes, err));
done:
    ds_dict_destroy(&diagnoses);
    ds_dict_destroy(&operations);
    return st;
}

void ds_disease_map_destroy(ds_disease_map *m)
{
    ds_dict_destroy(&m->parts);
    ds_dict_destroy(&m->sets);
    ds_dict_destroy(&m->threes);
    ds_dict_destroy(&m->chapters);
    free(m->part_of);
    free(m->set_of);
    free(m->three_of);
    free(m->chapter_of);
    free(m->class_of);
    *m = (ds_disease_map){0};
}

ds_status ds_levels_make(const ds_table *t, const ds_dict *ids, uint8_t **level,
                         ds_error *err)
{
    DS_TRY(ds_alloc(level, ids->n, 1, err));
    memset(*level, DS_LEVEL_UNKNOWN, ids->n);
    const int id = t ? ds_table_find(t, "hospital") : -1;
    const int column = t ? ds_table_find(t, "level") : -1;
    if (id < 0 || column < 0) return DS_OK;
    for (size_t row = 0; row < t->n_rows; row++) {
        const char *name = ds_table_get_text(t, row, (size_t)id);
        const uint32_t h = ds_dict_find(ids, name, strlen(name));
        const int64_t value = ds_table_get(t, row, (size_t)column);
        if (value != DS_MISSING && (value < 0 || value >= DS_LEVEL_UNKNOWN))
            return ds_hint(err,
                           ds_fail(err, DS_ERR_DATA,
                                   "table %s, row %zu: level %lld", t->name,
                                   ds_table_line(t, row), (long long)value),
                           "levels are 3, 2, 1, or 0 for institutions "
                           "without one; empty: unknown");
        if (h != UINT32_MAX && value != DS_MISSING)
            (*level)[h] = (uint8_t)value;
    }
    return DS_OK;
}
