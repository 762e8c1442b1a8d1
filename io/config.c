/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/config.c - a file's values into key sets; see config.h. */
#include "io/config.h"

#include "io/tables/text_out.h"
#include "io/yaml_read.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_BASES = 8, PATH_SIZE = 4096, WHERE_SIZE = 512 };

typedef struct reader {
    size_t n_sets;
    const ds_keys *sets;
    unsigned char *given; /* may be NULL */
    ds_error *err;
} reader;

/* ---- one value ----------------------------------------------------------- */

/* A key that does not exist: the nearest of all sets, if there is one. */
static ds_status unknown(const reader *r, const char *where, const char *name)
{
    ds_key *rows = NULL;
    size_t n = 0;
    for (size_t s = 0; s < r->n_sets; s++) n += r->sets[s].n;
    DS_TRY(ds_alloc(&rows, n, sizeof *rows, r->err));
    n = 0;
    for (size_t s = 0; s < r->n_sets; s++)
        for (size_t k = 0; k < r->sets[s].n; k++)
            rows[n++] = r->sets[s].rows[k];
    const ds_keys all = {"", rows, n, NULL};
    const char *nearest = ds_keys_nearest(&all, name);
    const ds_status st =
        ds_fail(r->err, DS_ERR_CONFIG, "%s: %s: no such key", where, name);
    free(rows);
    return nearest
               ? ds_hint(r->err, st, "did you mean '%s'?", nearest)
               : ds_hint(r->err, st, "remove it; --template prints every key");
}

/* "hz: 5" where the keys are hz.keep and hz.cap; DS_OK where it is no group.
 */
static ds_status refuse_group(const reader *r, const char *where,
                              const char *name)
{
    const size_t n = strlen(name);
    for (size_t s = 0; s < r->n_sets; s++)
        for (size_t k = 0; k < r->sets[s].n; k++) {
            const ds_key *key = &r->sets[s].rows[k];
            if (strncmp(key->name, name, n) != 0 || key->name[n] != '.')
                continue;
            char text[DS_KEY_TEXT_SIZE];
            ds_keys_show(&r->sets[s], key, text, sizeof text);
            return ds_hint(r->err,
                           ds_fail(r->err, DS_ERR_CONFIG,
                                   "%s: %s: a group of keys, not a value",
                                   where, name),
                           "give its keys, e.g. '%s: %s'", key->name, text);
        }
    return DS_OK;
}

static ds_status set_value(const reader *r, const ds_yaml *y, size_t i,
                           const char *where)
{
    const char *name = ds_yaml_key(y, i);
    size_t first = 0;
    for (size_t s = 0; s < r->n_sets; first += r->sets[s++].n) {
        const ds_key *key = ds_keys_find(&r->sets[s], name);
        if (!key) continue;
        if (ds_yaml_is_list(y, i) && key->type != DS_KEY_RATES &&
            key->type != DS_KEY_TEXT)
            return ds_hint(
                r->err,
                ds_fail(r->err, DS_ERR_CONFIG,
                        "%s: %s: a list where one value belongs", where, name),
                "give one value, without brackets or dashes (%s)", key->help);
        DS_TRY(
            ds_keys_set(&r->sets[s], name, ds_yaml_text(y, i), where, r->err));
        if (r->given) r->given[first + (size_t)(key - r->sets[s].rows)] = 1;
        return DS_OK;
    }
    DS_TRY(refuse_group(r, where, name));
    return unknown(r, where, name);
}

/* ---- files --------------------------------------------------------------- */

/* `base` is relative to the folder of the file that names it. */
static ds_status join_path(const char *file, const char *base, char *path,
                           ds_error *err)
{
    const char *slash = strrchr(file, '/');
    const int folder = *base == '/' || !slash ? 0 : (int)(slash - file) + 1;
    const int n = snprintf(path, PATH_SIZE, "%.*s%s", folder, file, base);
    if (n > 0 && n < PATH_SIZE) return DS_OK;
    return ds_fail(err, DS_ERR_CONFIG, "%s: base: too long a path", file);
}

static ds_status read_file(const reader *r, const char *path, int depth);

static ds_status read_base(const reader *r, const char *file, const ds_yaml *y,
                           int depth)
{
    char path[PATH_SIZE];
    const ptrdiff_t i = ds_yaml_find(y, "base");
    if (i < 0) return DS_OK;
    const size_t line = ds_yaml_line(y, (size_t)i);
    if (depth == MAX_BASES)
        return ds_hint(r->err,
                       ds_fail(r->err, DS_ERR_CONFIG,
                               "%.300s:%zu: base: more than %d files deep",
                               file, line, MAX_BASES),
                       "does a file name itself, or one built on it, as its "
                       "base?");
    DS_TRY(join_path(file, ds_yaml_text(y, (size_t)i), path, r->err));
    const ds_status st = read_file(r, path, depth + 1);
    return st == DS_ERR_IO
               ? ds_hint(r->err, st,
                         "'base' on line %zu of %.300s names it, relative to "
                         "that file's folder",
                         line, file)
               : st;
}

static ds_status read_file(const reader *r, const char *path, int depth)
{
    ds_status st = DS_OK;
    ds_yaml y = {0};
    DS_GO(ds_yaml_read(path, &y, r->err));
    DS_GO(read_base(r, path, &y, depth));
    for (size_t i = 0; i < y.n; i++) {
        char where[WHERE_SIZE];
        if (strcmp(ds_yaml_key(&y, i), "base") == 0) continue;
        snprintf(where, sizeof where, "%.480s:%zu", path, ds_yaml_line(&y, i));
        DS_GO(set_value(r, &y, i, where));
    }
done:
    ds_yaml_destroy(&y);
    return st;
}

ds_status ds_config_read(const char *path, size_t n_sets, const ds_keys *sets,
                         unsigned char *given, ds_error *err)
{
    const reader r = {n_sets, sets, given, err};
    for (size_t s = 0, k = 0; given && s < n_sets; s++)
        for (size_t i = 0; i < sets[s].n; i++) given[k++] = 0;
    return read_file(&r, path, 0);
}

/* What is looked for, and where its value (or the file that gives it, where
 * is_file) goes. */
typedef struct wanted {
    const char *key;
    bool is_file;
    char *text;
    size_t size;
} wanted;

static ds_status peek(const char *path, const wanted *w, int depth,
                      ds_error *err)
{
    ds_status st = DS_OK;
    ds_yaml y = {0};
    char base[PATH_SIZE];
    DS_GO(ds_yaml_read(path, &y, err));
    const ptrdiff_t at = ds_yaml_find(&y, w->key);
    const ptrdiff_t up = ds_yaml_find(&y, "base");
    if (at >= 0) {
        snprintf(w->text, w->size, "%s",
                 w->is_file ? path : ds_yaml_text(&y, (size_t)at));
    } else if (up >= 0 && depth < MAX_BASES) { /* deeper: read_base fails */
        DS_GO(join_path(path, ds_yaml_text(&y, (size_t)up), base, err));
        DS_GO(peek(base, w, depth + 1, err));
    }
done:
    ds_yaml_destroy(&y);
    return st;
}

ds_status ds_config_peek(const char *path, const char *key, char *text,
                         size_t size, ds_error *err)
{
    const wanted w = {key, false, text, size};
    return peek(path, &w, 0, err);
}

ds_status ds_config_giver(const char *path, const char *key, char *file,
                          size_t size, ds_error *err)
{
    const wanted w = {key, true, file, size};
    return peek(path, &w, 0, err);
}

/* ---- the template -------------------------------------------------------- */

static void put_quoted(FILE *out, const char *text)
{
    fputc('"', out);
    for (; *text; text++) {
        if (*text == '"' || *text == '\\') fputc('\\', out);
        if ((unsigned char)*text < 0x20 || *text == 0x7F)
            fprintf(out, "\\x%02x", (unsigned)*text);
        else
            fputc(*text, out);
    }
    fputc('"', out);
}

/* A required key still as ds_keys_reset left it may not be a value that can be
 * read back (a year 0): it is written as a comment. */
static bool is_readable(const ds_keys *keys, const ds_key *key,
                        const char *text)
{
    if (!key->preset && key->type == DS_KEY_TEXT && !*text) return false;
    return ds_keys_set(keys, key->name, text, "", NULL) == DS_OK;
}

static void put_facts(FILE *out, const ds_key *key, int zh)
{
    static const char *const words[2][3] = {
        {"required", "default", "rule"  },
        {"必填",   "默认",  "规则"}
    };
    char expects[256];
    ds_key_expects(key, zh != 0, expects, sizeof expects);
    fprintf(out, "#   %s", expects);
    if (key->unit && *key->unit && strcmp(key->unit, "1") != 0)
        fprintf(out, "; %s", key->unit);
    const char *preset = key->preset ? key->preset : "";
    if (key->type == DS_KEY_BOOL && *preset)
        preset = *preset == '1' ? "yes" : "no";
    fprintf(out, "; %s%s%s", words[zh][key->preset != NULL],
            key->preset ? " " : "", preset);
    if (key->rule && *key->rule)
        fprintf(out, "; %s %s", words[zh][2], key->rule);
    fputc('\n', out);
}

static void put_key(FILE *out, const ds_keys *keys, const ds_key *key, int zh)
{
    char text[DS_KEY_TEXT_SIZE + DS_KEY_MAX_RATES * 24];
    ds_keys_show(keys, key, text, sizeof text);
    fprintf(out, "\n# %s\n", zh && key->zh && *key->zh ? key->zh : key->help);
    put_facts(out, key, zh);
    fprintf(out, "%s%s: ", is_readable(keys, key, text) ? "" : "# ", key->name);
    if (key->type == DS_KEY_TEXT)
        put_quoted(out, text);
    else
        fprintf(out, key->type == DS_KEY_RATES ? "[%s]" : "%s", text);
    fputc('\n', out);
}

ds_status ds_config_template(FILE *out, const char *title, size_t n_sets,
                             const ds_keys *sets, int zh, ds_error *err)
{
    fprintf(out, "# %s\n", title);
    for (size_t s = 0; s < n_sets; s++) {
        fprintf(out, "\n# ---- %s ----\n", sets[s].name);
        for (size_t k = 0; k < sets[s].n; k++)
            put_key(out, &sets[s], &sets[s].rows[k], zh != 0);
    }
    return ds_text_sync(out, NULL, err);
}
