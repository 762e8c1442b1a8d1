/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/sampled.c - see sampled.h for the contract. */
#include "base/sampled.h"

#include "base/buffer.h"

#include <stdlib.h>

struct ds_sampled {
    ds_source source; /* first */
    ds_source_ops ops;
    const ds_source *from;
    size_t n, of; /* blocks, of so many whole ones */
};

struct ds_reader {
    const ds_sampled *sampled;
    ds_reader *inner;
};

static const ds_sampled *sampled_of(const ds_source *s)
{
    return (const ds_sampled *)s; /* its first member */
}

/* The middle of the i-th of n equal parts. */
static size_t block_of(const ds_sampled *s, size_t i)
{
    return (2 * i + 1) * s->of / (2 * s->n);
}

static ds_status reader_new(const ds_source *source, size_t n,
                            const size_t *columns, ds_reader **out,
                            ds_error *err)
{
    const ds_sampled *s = sampled_of(source);
    ds_reader *r;
    DS_TRY(ds_alloc(&r, 1, sizeof *r, err));
    r->sampled = s;
    const ds_status st =
        s->from->ops->reader_new(s->from, n, columns, &r->inner, err);
    if (st == DS_OK)
        *out = r;
    else
        free(r);
    return st;
}

static ds_status load(ds_reader *r, size_t block, ds_error *err)
{
    const ds_sampled *s = r->sampled;
    return s->from->ops->load(r->inner, block_of(s, block), err);
}

static ds_status fill(ds_reader *r, size_t first, size_t n,
                      int64_t *const *lane, ds_error *err)
{
    return r->sampled->from->ops->fill(r->inner, first, n, lane, err);
}

static ds_status fill_narrow(ds_reader *r, size_t first, size_t n,
                             int32_t *const *lane, ds_error *err)
{
    return r->sampled->from->ops->fill_narrow(r->inner, first, n, lane, err);
}

static void reader_free(ds_reader *r)
{
    if (!r) return;
    r->sampled->from->ops->reader_free(r->inner);
    free(r);
}

static ds_status dictionary(const ds_source *s, const char *name, ds_dict *out,
                            ds_error *err)
{
    const ds_source *from = sampled_of(s)->from;
    return from->ops->dictionary(from, name, out, err);
}

static const char *lacking(const ds_source *s, const char *column)
{
    const ds_source *from = sampled_of(s)->from;
    return from->ops->lacking(from, column);
}

static ds_status strings(const ds_source *s, const char *name,
                         const ds_strings *to, ds_error *err)
{
    const ds_source *from = sampled_of(s)->from;
    return from->ops->strings(from, name, to, err);
}

ds_status ds_sampled_new(const ds_source *from, size_t n_blocks,
                         ds_sampled **out, ds_error *err)
{
    const size_t blocks = ds_source_blocks(from);
    ds_sampled *s;
    DS_TRY(ds_alloc(&s, 1, sizeof *s, err));
    const bool is_all = n_blocks >= blocks;
    s->from = from;
    s->n = is_all ? blocks : n_blocks;
    s->of = is_all ? blocks : blocks - 1;
    s->ops = (ds_source_ops){.reader_new = reader_new,
                             .load = load,
                             .fill = fill,
                             .fill_narrow = fill_narrow,
                             .reader_free = reader_free,
                             .dictionary = dictionary,
                             .lacking = from->ops->lacking ? lacking : NULL,
                             .strings = from->ops->strings ? strings : NULL};
    s->source = *from;
    s->source.ops = &s->ops;
    if (!is_all) s->source.n_rows = n_blocks * from->block_rows;
    s->source.whole_rows = from->n_rows;
    *out = s;
    return DS_OK;
}

const ds_source *ds_sampled_source(const ds_sampled *s) { return &s->source; }

void ds_sampled_free(ds_sampled *s) { free(s); }
