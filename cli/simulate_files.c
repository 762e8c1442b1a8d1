/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/simulate_files.c - the files that configurations name, and the table of
 * all files of a run; see simulate.h. */
#include "cli/simulate.h"

#include "base/buffer.h"
#include "io/config.h"
#include "io/infile.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Whether --set gave this value. */
static bool is_set(const simulate_file *f, const char *key, const char *name)
{
    const size_t n = strlen(key);
    for (size_t i = 0; f->keys && i < f->keys->n_given; i++)
        if (strncmp(f->keys->given[i], key, n) == 0 &&
            f->keys->given[i][n] == '=' &&
            strcmp(f->keys->given[i] + n + 1, name) == 0)
            return true;
    return false;
}

ds_status simulate_path_of(const simulate_file *f, const char *key,
                           const char *name, char path[SIMULATE_PATH_SIZE],
                           ds_error *err)
{
    char giver[SIMULATE_PATH_SIZE] = "";
    if (is_set(f, key, name)) {
        snprintf(path, SIMULATE_PATH_SIZE, "%s", name);
        return DS_OK;
    }
    DS_TRY(ds_config_giver(f->path, key, giver, sizeof giver, err));
    const char *config = *giver ? giver : f->path;
    const char *slash = strrchr(config, '/');
    const int folder = *name == '/' || !slash ? 0 : (int)(slash - config) + 1;
    snprintf(path, SIMULATE_PATH_SIZE, "%.*s%s", folder, config, name);
    return DS_OK;
}

/* ---- what a configuration names ------------------------------------------ */

bool simulate_is_same(const char *a, const char *b)
{
    struct stat x, y;
    return strcmp(a, b) == 0 ||
           (stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev &&
            x.st_ino == y.st_ino);
}

static ds_status add_used(simulate_args *a, const char *role, const char *path,
                          ds_error *err)
{
    for (size_t i = 0; i < a->n_used; i++)
        if (simulate_is_same(a->used[i], path)) return DS_OK;
    for (size_t i = 0; i < a->n_files; i++)
        if (simulate_is_same(a->paths[i], path)) return DS_OK;
    if (a->n_used == SIMULATE_MAX_USED) return DS_OK;
    char *kept = strdup(path);
    if (!kept) return ds_fail(err, DS_ERR_NOMEM, "out of memory");
    a->used[a->n_used++] = kept;
    cli_input(&a->common, role, kept);
    return DS_OK;
}

static ds_status use(simulate_args *a, const simulate_file *f, const char *role,
                     const char *key, const char *name, ds_error *err)
{
    char path[SIMULATE_PATH_SIZE];
    if (!*name) return DS_OK;
    DS_TRY(simulate_path_of(f, key, name, path, err));
    return add_used(a, role, path, err);
}

/* The files that a configuration is based on; it was read, so they end. */
static ds_status use_parents(simulate_args *a, const char *path, ds_error *err)
{
    char file[SIMULATE_PATH_SIZE], up[SIMULATE_PATH_SIZE];
    snprintf(file, sizeof file, "%s", path);
    for (;;) {
        char name[SIMULATE_PATH_SIZE] = "";
        DS_TRY(ds_config_peek(file, "base", name, sizeof name, err));
        if (!*name) return DS_OK;
        const simulate_file giver = {.path = file};
        DS_TRY(simulate_path_of(&giver, "base", name, up, err));
        memcpy(file, up, sizeof file);
        DS_TRY(add_used(a, "parent", file, err));
    }
}

ds_status simulate_use(simulate_args *a, const simulate_file *f, ds_error *err)
{
    const ds_fund_keys_values *v = &f->config.v;
    DS_TRY(use_parents(a, f->path, err));
    if (v->population == DS_FUND_COHORT) {
        DS_TRY(use(a, f, "population", "population.file", v->population_file,
                   err));
        DS_TRY(use(a, f, "costs", "population.costs", v->population_costs,
                   err));
    }
    DS_TRY(use(a, f, "flows", "flows.file", v->flows_file, err));
    DS_TRY(use(a, f, "settlement", "emp.settlement",
               v->pool[DS_FUND_EMP].settlement, err));
    return use(a, f, "settlement", "res.settlement",
               v->pool[DS_FUND_RES].settlement, err);
}

void simulate_forget(simulate_args *a)
{
    for (size_t i = 0; i < a->n_used; i++) free(a->used[i]);
    a->n_used = 0;
}

/* ---- the table ----------------------------------------------------------- */

static ds_status add_file(ds_table *t, const char *role, const char *path,
                          ds_error *err)
{
    const char *slash = strrchr(path, '/');
    char crc_text[16];
    uint32_t crc;
    struct stat s;
    size_t row;
    DS_TRY(ds_file_crc32(path, &crc, err));
    snprintf(crc_text, sizeof crc_text, "%08" PRIx32, crc);
    DS_TRY(ds_table_add(t, &row, err));
    DS_TRY(ds_table_set_text(t, row, 0, role, err));
    DS_TRY(ds_table_set_text(t, row, 1, slash ? slash + 1 : path, err));
    if (stat(path, &s) == 0) ds_table_set(t, row, 2, (int64_t)s.st_size);
    return ds_table_set_text(t, row, 3, crc_text, err);
}

ds_status simulate_files(const simulate_args *a, simulate_more *m,
                         ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"role",  DS_CELL_TEXT, 0, "",      "用途",     "what it is for"},
        {"file",  DS_CELL_TEXT, 0, "",      "文件",     "its name"      },
        {"bytes", DS_CELL_INT,  0, "bytes", "字节数",  "its size"      },
        {"crc32", DS_CELL_TEXT, 0, "",      "校验和",  "its checksum"  },
    };
    ds_table *t = &m->tables[m->n];
    DS_TRY(ds_table_init(t, "files", "所用文件", specs, DS_COUNT(specs), err));
    m->n++;
    for (size_t i = 0; i < a->common.n_inputs; i++)
        if (a->common.inputs[i][1])
            DS_TRY(add_file(t, a->common.inputs[i][0], a->common.inputs[i][1],
                            err));
    return DS_OK;
}
