/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/claims.c - see claims.h for the contract. */
#include "cli/claims.h"

#include "base/table_unite.h"
#include "cli/sample.h"
#include "cli/where.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void cli_files_add(cli_files *f, const char *path, struct argp_state *state)
{
    if (f->n == CLI_MAX_FILES)
        cli_misuse(state, "more than %d claims files", CLI_MAX_FILES);
    f->paths[f->n++] = path;
}

/* ---- opening ------------------------------------------------------------- */

/* A file that is read twice doubles every amount in it. */
static ds_status refuse_twice(const cli_files *files, ds_error *err)
{
    struct stat a, b;
    for (size_t i = 0; i < files->n; i++)
        for (size_t k = 0; k < i; k++)
            if (stat(files->paths[i], &a) == 0 &&
                stat(files->paths[k], &b) == 0 && a.st_dev == b.st_dev &&
                a.st_ino == b.st_ino)
                return ds_hint(err,
                               ds_fail(err, DS_ERR_ARG,
                                       "%s and %s are the same file",
                                       files->paths[k], files->paths[i]),
                               "give every claims file once");
    return DS_OK;
}

/* What the files do not all have is said once, as nothing uses it. */
static void note_left_out(const ds_joined *j, const cli_common *c)
{
    char text[512] = "";
    const char *part, *name;
    size_t n = 0;
    for (size_t i = 0; (name = ds_joined_left_out(j, i, &part)); i++) {
        const size_t left = sizeof text - n;
        n += (size_t)snprintf(text + n, left, "%s%.64s (not in %.200s)",
                              i > 0 ? ", " : "", name, part);
        if (n + 64 > sizeof text) {
            snprintf(text + (n < 500 ? n : 500), 8, " ...");
            break;
        }
    }
    if (text[0]) cli_note(c, "columns that are not in every file: %s", text);
}

static ds_status join(cli_claims *claims, const cli_common *c, ds_error *err)
{
    const ds_source *parts[CLI_MAX_FILES] = {0};
    for (size_t i = 0; i < claims->n; i++)
        parts[i] = ds_store_source(claims->stores[i]);
    claims->input.source = parts[0];
    if (claims->n == 1) return DS_OK;
    DS_TRY(ds_joined_new(claims->n, parts, &claims->joined, err));
    claims->input.source = ds_joined_source(claims->joined);
    note_left_out(claims->joined, c);
    return DS_OK;
}

static ds_status beside(void *ctx, const ds_entity_kind *kind,
                        const ds_table **t, ds_error *err)
{
    cli_claims *claims = ctx;
    cli_beside *b = &claims->tables[kind - ds_entity_kinds];
    *t = NULL;
    if (!b->is_read)
        DS_TRY(cli_claims_table(claims, kind->name, kind->n_keys, &b->table,
                                &b->has, err));
    b->is_read = true;
    if (b->has) *t = &b->table;
    return DS_OK;
}

ds_status cli_claims_open(cli_claims *claims, const cli_files *files,
                          const cli_common *c, ds_error *err)
{
    DS_TRY(refuse_twice(files, err));
    DS_TRY(ds_alloc(&claims->stores, files->n, sizeof(ds_store *), err));
    for (; claims->n < files->n; claims->n++)
        DS_TRY(ds_store_open(files->paths[claims->n],
                             &claims->stores[claims->n], err));
    DS_TRY(join(claims, c, err));
    if (cli_sample_blocks() > 0) {
        DS_TRY(ds_sampled_new(claims->input.source, cli_sample_blocks(),
                              &claims->sampled, err));
        claims->input.source = ds_sampled_source(claims->sampled);
    }
    DS_TRY(
        ds_alloc(&claims->tables, ds_n_entity_kinds, sizeof(cli_beside), err));
    claims->beside = (ds_beside){claims, beside};
    claims->input.beside = &claims->beside;
    return c->where ? cli_where_parse(claims, c->where, err) : DS_OK;
}

void cli_claims_close(cli_claims *claims)
{
    for (size_t i = 0; i < DS_MAX_TERMS; i++)
        ds_buffer_destroy(&claims->parts[i]);
    for (size_t i = 0; claims->tables && i < ds_n_entity_kinds; i++)
        ds_table_destroy(&claims->tables[i].table);
    free(claims->tables);
    ds_sampled_free(claims->sampled);
    ds_joined_free(claims->joined);
    for (size_t i = 0; i < claims->n; i++) ds_store_close(claims->stores[i]);
    free(claims->stores);
    *claims = (cli_claims){0};
}

/* ---- the tables beside the claims ---------------------------------------- */

ds_status cli_claims_table(const cli_claims *claims, const char *name,
                           size_t n_keys, ds_table *out, bool *has,
                           ds_error *err)
{
    const char *names[2] = {0};
    *has = false;
    for (size_t i = 0; i < claims->n; i++) {
        ds_table more = {0};
        names[1] = ds_store_source(claims->stores[i])->name;
        if (!ds_store_has_table(claims->stores[i], name)) continue;
        if (!*has) {
            names[0] = names[1];
            DS_TRY(ds_store_table(claims->stores[i], name, out, err));
            *has = true;
            continue;
        }
        ds_status st = ds_store_table(claims->stores[i], name, &more, err);
        if (st == DS_OK) st = ds_table_unite(out, &more, n_keys, names, err);
        ds_table_destroy(&more);
        DS_TRY(st);
    }
    return DS_OK;
}

/* ---- messages ------------------------------------------------------------ */

ds_status cli_claims_years(const cli_claims *claims, const char *user,
                           int *first, int *last, ds_error *err)
{
    enum { LAST_MONTH = 11 };
    const ds_source *source = claims->input.source;
    const int booked = ds_source_find(source, "booked_month");
    size_t column = (size_t)booked;
    if (booked < 0) DS_TRY(ds_source_need(source, "month", user, &column, err));
    const ds_source_column *c = &source->columns[column];
    *first = DS_EPOCH_YEAR + (int)(c->low / 12);
    *last = DS_EPOCH_YEAR + (int)(c->high / 12);
    if (c->high % 12 != LAST_MONTH && c->low / 12 < c->high / 12) --*last;
    return DS_OK;
}

void cli_claims_blame(const cli_claims *claims, ds_error *err)
{
    if (claims->n == 0 ||
        (err->status != DS_ERR_OVERFLOW && err->status != DS_ERR_INFEASIBLE))
        return;
    const char *name = claims->input.source->name;
    if (strncmp(err->text, name, strlen(name)) != 0) ds_error_in(err, name);
    if (err->hint[0] == '\0')
        ds_hint(err, err->status,
                "'dianshu info' shows the largest amount of each column: "
                "correct absurd ones and import again, or leave them out, for "
                "example --where total=..1000000");
}

void cli_claims_count(const cli_claims *claims, cli_common *c)
{
    c->rows += claims->input.source->n_rows;
}
