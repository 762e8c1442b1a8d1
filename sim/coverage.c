/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/coverage.c - see coverage.h for the contract. */
#include "sim/coverage.h"

#include "kernels/scan.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* Records of every code, added up by all threads. */
typedef struct uses {
    const ds_source *source;
    size_t n, columns[DS_MAX_LANES];
    size_t n_codes;
    _Atomic int64_t *records;
} uses;

static ds_status count(void *ctx, const ds_slice *s, ds_error *err)
{
    uses *u = ctx;
    (void)err;
    for (size_t c = 0; c < u->n; c++)
        for (size_t i = 0; i < s->n; i++)
            atomic_fetch_add_explicit(&u->records[s->lane[c][i]], 1,
                                      memory_order_relaxed);
    return DS_OK;
}

static ds_status count_all(uses *u, const char *dictionary, const ds_run *run,
                           ds_error *err)
{
    const ds_source *s = u->source;
    for (size_t c = 0; c < s->n_columns && u->n < DS_MAX_LANES; c++) {
        if (strcmp(s->columns[c].dictionary, dictionary) != 0) continue;
        u->columns[u->n++] = c;
        if ((size_t)s->columns[c].high >= u->n_codes)
            u->n_codes = (size_t)s->columns[c].high + 1;
    }
    DS_TRY(ds_alloc(&u->records, u->n_codes, sizeof *u->records, err));
    const ds_sink sink = {u, count, NULL};
    const ds_pass pass = {.name = "codes",
                          .source = s,
                          .n_columns = u->n,
                          .columns = u->columns,
                          .n_lanes = u->n,
                          .sink = &sink};
    return u->n > 0 ? ds_pass_run(&pass, run, err) : DS_OK;
}

/* ---- against the table --------------------------------------------------- */

static ds_status add_lacking(ds_coverage *out, const char *code,
                             int64_t records, ds_error *err)
{
    size_t row;
    out->n_lacking++;
    out->records_lacking += (uint64_t)records;
    DS_TRY(ds_table_add(&out->lacking, &row, err));
    ds_table_set(&out->lacking, row, 1, records);
    return ds_table_set_text(&out->lacking, row, 0, code, err);
}

static ds_status compare(const uses *u, const ds_dict *codes, const ds_table *t,
                         ds_coverage *out, ds_error *err)
{
    ds_status st = DS_OK;
    uint8_t *has = NULL; /* a row */
    DS_GO(ds_alloc(&has, u->n_codes, sizeof *has, err));
    for (size_t row = 0; row < t->n_rows; row++) {
        const char *id = ds_table_get_text(t, row, 0);
        const uint32_t code = ds_dict_find(codes, id, strlen(id));
        const bool is_used = code < u->n_codes && u->records[code] > 0;
        out->rows_unused += !is_used;
        if (is_used) has[code] = 1;
    }
    for (uint32_t code = 1; code < u->n_codes && code < codes->n; code++) {
        if (u->records[code] == 0) continue;
        out->n_used++;
        if (!has[code])
            DS_GO(add_lacking(out, ds_dict_text(codes, code), u->records[code],
                              err));
    }
done:
    free(has);
    return st;
}

ds_status ds_coverage_find(const ds_source *claims, const ds_entity_kind *kind,
                           const ds_table *t, const ds_run *run,
                           ds_coverage *out, ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"code",    DS_CELL_TEXT, 0, "",        "编码",    "code of the claims"},
        {"records", DS_CELL_INT,  0, "records", "记录数", "claims with it"    },
    };
    static const size_t by_code[] = {0};
    ds_status st = DS_OK;
    uses u = {.source = claims};
    ds_dict codes = {0};
    DS_TRY(ds_table_init(&out->lacking, "lacking", "缺少的编码", specs,
                         DS_COUNT(specs), err));
    DS_GO(count_all(&u, kind->dictionary, run, err));
    if (u.n > 0)
        DS_GO(claims->ops->dictionary(claims, kind->dictionary, &codes, err));
    else
        DS_GO(ds_dict_init(&codes, err));
    DS_GO(compare(&u, &codes, t, out, err));
    DS_GO(ds_table_sort(&out->lacking, by_code, 1, err));
done:
    ds_dict_destroy(&codes);
    free(u.records);
    return st;
}

void ds_coverage_destroy(ds_coverage *c) { ds_table_destroy(&c->lacking); }
