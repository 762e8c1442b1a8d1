/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/dip_lists.c - see dip_lists.h for the contract. */
#include "cli/dip_lists.h"

#include "io/import/builtin_lists.h"
#include "io/tables/result.h"

static ds_status read_classes(dip_lists *l, const char *path, ds_error *err)
{
    ds_table t = {0};
    ds_status st = path ? ds_csv_read_table(
                              path, "operation_class", ds_operation_class_specs,
                              DS_COUNT(ds_operation_class_specs), &t, err)
                        : ds_builtin_operation_classes(&t, err);
    if (st == DS_OK)
        st = ds_classes_make(&t, path ? path : "built-in operation classes",
                             &l->classes, err);
    ds_table_destroy(&t);
    return st;
}

static ds_status read_complications(dip_lists *l, const char *path,
                                    ds_error *err)
{
    ds_table t = {0};
    ds_status st =
        path ? ds_csv_read_table(path, "complications", ds_complication_specs,
                                 DS_COUNT(ds_complication_specs), &t, err)
             : ds_builtin_complications(&t, err);
    if (st == DS_OK)
        st = ds_complications_make(
            &t, path ? path : "built-in list of other diagnoses",
            &l->complications, err);
    ds_table_destroy(&t);
    return st;
}

static ds_status read_hospitals(dip_lists *l, const cli_claims *claims,
                                const char *path, ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"hospital",    DS_CELL_TEXT,    0, "",  "医疗机构", "institution"      },
        {"level",       DS_CELL_INT,     0, "",  "级别",       "3, 2, 1, 0"       },
        {"coefficient", DS_CELL_DECIMAL, 4, "1", "机构系数",
         "coefficient (7.6)"                                                        },
        {"bonus",       DS_CELL_DECIMAL, 4, "1", "加成",       "bonus terms (7.6)"},
    };
    if (path) {
        l->has_hospitals = true;
        return ds_csv_read_some(path, "hospital", specs, 1, DS_COUNT(specs),
                                &l->hospitals, err);
    }
    return cli_claims_table(claims, "hospital", 1, &l->hospitals,
                            &l->has_hospitals, err);
}

ds_status dip_lists_read(dip_lists *l, const cli_claims *claims,
                         const dip_files *files, ds_error *err)
{
    DS_TRY(read_classes(l, files->classes, err));
    DS_TRY(read_complications(l, files->complications, err));
    return read_hospitals(l, claims, files->hospitals, err);
}

void dip_lists_note(cli_common *c, const dip_files *files)
{
    cli_input(c, "classes", files->classes);
    cli_input(c, "complications", files->complications);
    cli_input(c, "hospitals", files->hospitals);
}

void dip_lists_destroy(dip_lists *l)
{
    ds_prefixes_destroy(&l->classes);
    ds_prefixes_destroy(&l->complications);
    ds_table_destroy(&l->hospitals);
    *l = (dip_lists){0};
}
