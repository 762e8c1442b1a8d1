/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip/catalogue_published.c - see catalogue_published.h for the
 * contract. */
#include "sim/dip/catalogue_published.h"

#include <string.h>

/* clang-format off */
const ds_column_spec ds_published_specs[DS_N_PUBLISHED] = {
    {"diagnosis", DS_CELL_TEXT, 0, "", "诊断", "ICD-10 4 characters; 3 characters or chapter of composite groups; of a key its name"},
    {"operations", DS_CELL_TEXT, 0, "", "手术操作", "set of operations; class of composite groups; of a key its value"},
    {"points", DS_CELL_POINTS, 0, "points", "病种分值", "points of the group"},
    {"kind", DS_CELL_TEXT, 0, "", "行类型", "core, composite, chapter: a group (empty: core); auxiliary, level, key, year, cell"},
    {"mean", DS_CELL_FEN, 0, "yuan", "均费", "mean cost, for deviating cases (7.5)"},
    {"primary", DS_CELL_INT, 0, "0/1", "基层病种", "1: no hospital coefficient"},
    {"dimension", DS_CELL_TEXT, 0, "", "辅助维度", "of a row auxiliary: age, cci, severity, tumour, icu (7.7)"},
    {"subtype", DS_CELL_TEXT, 0, "", "分型", "of the dimension; other: small ones merged"},
    {"coefficient", DS_CELL_DECIMAL, 4, "1", "系数", "of a row auxiliary the sub-type's (7.7), of a row level the level's (7.6)"},
    {"level", DS_CELL_TEXT, 0, "", "医疗机构级别", "of rows level and cell: 3, 2, 1, 0, unknown"},
    {"year", DS_CELL_INT, 0, "", "年度", "of rows year and cell: base year"},
    {"weight", DS_CELL_DECIMAL, 9, "1", "年度权重", "of a row year: of its annual mean (7.1)"},
    {"group_kind", DS_CELL_TEXT, 0, "", "病种类型", "of a row cell: kind of its group"},
    {"cases", DS_CELL_INT, 0, "cases", "裁剪后病例数", "of a row cell: kept cases"},
    {"cost", DS_CELL_FEN, 0, "yuan", "总费用", "of a row cell: their cost"},
};
/* clang-format on */

static const char *const row_names[] = {
    [DS_PUB_ROW_GROUP] = "core",  [DS_PUB_ROW_AUXILIARY] = "auxiliary",
    [DS_PUB_ROW_LEVEL] = "level", [DS_PUB_ROW_KEY] = "key",
    [DS_PUB_ROW_YEAR] = "year",   [DS_PUB_ROW_CELL] = "cell"};

ds_published_row ds_published_row_of(const ds_table *list, size_t row)
{
    const char *kind = ds_table_get_text(list, row, DS_PUB_KIND);
    for (int k = DS_PUB_ROW_AUXILIARY; k <= DS_PUB_ROW_CELL; k++)
        if (strcmp(kind, row_names[k]) == 0) return (ds_published_row)k;
    return DS_PUB_ROW_GROUP;
}

int ds_subtype_number(const char *dimension, const char *subtype,
                      ds_dimension *out)
{
    for (int d = 0; d < DS_N_DIMENSIONS; d++) {
        if (strcmp(ds_dimension_names[d][0], dimension) != 0) continue;
        *out = (ds_dimension)d;
        if (strcmp(subtype, "other") == 0) return DS_SUBTYPE_OTHER;
        for (int i = 0; i < DS_N_SUBTYPES && ds_subtype_names[d][i]; i++)
            if (strcmp(ds_subtype_names[d][i], subtype) == 0) return i;
    }
    return -1;
}

/* ---- columns of a table that become columns of another ------------------- */

typedef struct copied {
    const char *from; /* by name: a catalogue's tables are found so too */
    const char *to;
} copied;

static const copied group_columns[] = {
    {"kind",       "kind"      },
    {"diagnosis",  "diagnosis" },
    {"operations", "operations"},
    {"points",     "points"    },
    {"mean",       "mean"      },
    {"primary",    "primary"   },
};
static const copied cell_columns[] = {
    {"kind",       "group_kind"},
    {"diagnosis",  "diagnosis" },
    {"operations", "operations"},
    {"year",       "year"      },
    {"level",      "level"     },
    {"cases",      "cases"     },
    {"cost",       "cost"      },
};
static const copied year_columns[] = {
    {"year",   "year"  },
    {"weight", "weight"},
};
static const copied auxiliary_columns[] = {
    {"diagnosis",   "diagnosis"  },
    {"operations",  "operations" },
    {"dimension",   "dimension"  },
    {"subtype",     "subtype"    },
    {"coefficient", "coefficient"},
};
static const copied level_columns[] = {
    {"level",       "level"      },
    {"coefficient", "coefficient"},
};

static const struct {
    int table;
    ds_published_row row;
    size_t n;
    const copied *columns;
} parts[] = {
    {DS_CAT_GROUPS,    DS_PUB_ROW_GROUP,     DS_COUNT(group_columns),     group_columns},
    {DS_CAT_AUXILIARY, DS_PUB_ROW_AUXILIARY, DS_COUNT(auxiliary_columns),
     auxiliary_columns                                                                 },
    {DS_CAT_LEVELS,    DS_PUB_ROW_LEVEL,     DS_COUNT(level_columns),     level_columns},
    {DS_CAT_YEARS,     DS_PUB_ROW_YEAR,      DS_COUNT(year_columns),      year_columns },
    {DS_CAT_CELLS,     DS_PUB_ROW_CELL,      DS_COUNT(cell_columns),      cell_columns },
};

static ds_status copy_cell(const ds_table *from, size_t row, const char *name,
                           ds_table *to, size_t at, const char *as,
                           ds_error *err)
{
    const size_t column = (size_t)ds_table_find(from, name);
    const size_t target = (size_t)ds_table_find(to, as);
    if (from->columns[column].type == DS_CELL_TEXT)
        return ds_table_set_text(to, at, target,
                                 ds_table_get_text(from, row, column), err);
    ds_table_set(to, at, target, ds_table_get(from, row, column));
    return DS_OK;
}

/* ---- writing ------------------------------------------------------------- */

static ds_status add_keys(const ds_catalogue_policy *policy, ds_table *out,
                          ds_error *err)
{
    ds_keys keys = ds_catalogue_keys;
    ds_catalogue_policy own = *policy;
    keys.target = &own;
    for (size_t i = 0; i < keys.n; i++) {
        char text[512];
        size_t row;
        ds_keys_show(&keys, &keys.rows[i], text, sizeof text);
        DS_TRY(ds_table_add(out, &row, err));
        DS_TRY(ds_table_set_text(out, row, DS_PUB_KIND,
                                 row_names[DS_PUB_ROW_KEY], err));
        DS_TRY(ds_table_set_text(out, row, DS_PUB_DIAGNOSIS, keys.rows[i].name,
                                 err));
        DS_TRY(ds_table_set_text(out, row, DS_PUB_OPERATIONS, text, err));
    }
    return DS_OK;
}

ds_status ds_catalogue_published(const ds_table tables[DS_N_CATALOGUE_TABLES],
                                 const ds_catalogue_policy *policy,
                                 ds_table *out, ds_error *err)
{
    DS_TRY(ds_table_init(out, "published", "公布目录", ds_published_specs,
                         DS_N_PUBLISHED, err));
    for (size_t p = 0; p < DS_COUNT(parts); p++) {
        const ds_table *t = &tables[parts[p].table];
        for (size_t r = 0; r < t->n_rows; r++) {
            size_t row;
            DS_TRY(ds_table_add(out, &row, err));
            DS_TRY(ds_table_set_text(out, row, DS_PUB_KIND,
                                     row_names[parts[p].row], err));
            for (size_t c = 0; c < parts[p].n; c++)
                DS_TRY(copy_cell(t, r, parts[p].columns[c].from, out, row,
                                 parts[p].columns[c].to, err));
        }
    }
    return add_keys(policy, out, err);
}

/* ---- reading ------------------------------------------------------------- */

bool ds_published_is_whole(const ds_table *list)
{
    bool has[DS_PUB_ROW_CELL + 1] = {false};
    for (size_t r = 0; r < list->n_rows; r++)
        has[ds_published_row_of(list, r)] = true;
    return has[DS_PUB_ROW_YEAR] && has[DS_PUB_ROW_CELL];
}

/* The columns that a disease list reads, in the order of the catalogue's own
 * tables. */
static ds_status begin(int table, ds_table *t, ds_error *err)
{
    static const ds_column_spec groups[] = {
        {"kind",       DS_CELL_TEXT,   0, "",       "病种类型", "kind"      },
        {"diagnosis",  DS_CELL_TEXT,   0, "",       "诊断",       "diagnosis" },
        {"operations", DS_CELL_TEXT,   0, "",       "手术操作", "operations"},
        {"points",     DS_CELL_POINTS, 0, "points", "病种分值", "points"    },
        {"mean",       DS_CELL_FEN,    0, "yuan",   "均费",       "mean"      },
        {"primary",    DS_CELL_INT,    0, "0/1",    "基层病种", "primary"   },
    };
    static const ds_column_spec years[] = {
        {"year",   DS_CELL_INT,     0, "",  "年度",       "base year"},
        {"weight", DS_CELL_DECIMAL, 9, "1", "年度权重", "weight"   },
    };
    static const ds_column_spec cells[] = {
        {"kind",       DS_CELL_TEXT, 0, "",      "病种类型",       "kind"      },
        {"diagnosis",  DS_CELL_TEXT, 0, "",      "诊断",             "diagnosis" },
        {"operations", DS_CELL_TEXT, 0, "",      "手术操作",       "operations"},
        {"year",       DS_CELL_INT,  0, "",      "年度",             "base year" },
        {"level",      DS_CELL_TEXT, 0, "",      "医疗机构级别", "level"     },
        {"cases",      DS_CELL_INT,  0, "cases", "病例数",          "cases"     },
        {"cost",       DS_CELL_FEN,  0, "yuan",  "总费用",          "cost"      },
    };
    static const ds_column_spec auxiliary[] = {
        {"diagnosis",   DS_CELL_TEXT,    0, "",  "诊断",       "diagnosis"  },
        {"operations",  DS_CELL_TEXT,    0, "",  "手术操作", "operations" },
        {"dimension",   DS_CELL_TEXT,    0, "",  "辅助维度", "dimension"  },
        {"subtype",     DS_CELL_TEXT,    0, "",  "分型",       "subtype"    },
        {"coefficient", DS_CELL_DECIMAL, 4, "1", "辅助系数", "coefficient"},
    };
    static const ds_column_spec levels[] = {
        {"level",       DS_CELL_TEXT,    0, "",  "医疗机构级别", "level"      },
        {"coefficient", DS_CELL_DECIMAL, 4, "1", "等级系数",       "coefficient"},
    };
    switch (table) {
    case DS_CAT_GROUPS:
        return ds_table_init(t, "catalogue", "病种分值目录", groups,
                             DS_COUNT(groups), err);
    case DS_CAT_YEARS:
        return ds_table_init(t, "catalogue_years", "基期年度", years,
                             DS_COUNT(years), err);
    case DS_CAT_CELLS:
        return ds_table_init(t, "catalogue_cells", "病种年度级别合计", cells,
                             DS_COUNT(cells), err);
    case DS_CAT_AUXILIARY:
        return ds_table_init(t, "auxiliary", "辅助目录", auxiliary,
                             DS_COUNT(auxiliary), err);
    default:
        return ds_table_init(t, "levels", "等级系数", levels, DS_COUNT(levels),
                             err);
    }
}

static ds_status split_row(const ds_table *list, size_t r, size_t p,
                           ds_table *t, ds_error *err)
{
    size_t row;
    DS_TRY(ds_table_add(t, &row, err));
    DS_TRY(ds_table_set_line(t, row, ds_table_line(list, r), err));
    for (size_t c = 0; c < parts[p].n; c++)
        DS_TRY(copy_cell(list, r, parts[p].columns[c].to, t, row,
                         parts[p].columns[c].from, err));
    return DS_OK;
}

ds_status ds_published_split(const ds_table *list,
                             ds_table tables[DS_N_CATALOGUE_TABLES],
                             ds_error *err)
{
    static const size_t by_group[] = {0, 1, 2, 3, 4}, by_year[] = {0};
    for (size_t p = 0; p < DS_COUNT(parts); p++)
        DS_TRY(begin(parts[p].table, &tables[parts[p].table], err));
    for (size_t r = 0; r < list->n_rows; r++)
        for (size_t p = 0; p < DS_COUNT(parts); p++)
            if (parts[p].row == ds_published_row_of(list, r))
                DS_TRY(split_row(list, r, p, &tables[parts[p].table], err));
    /* in what order a spreadsheet left the rows does not matter */
    DS_TRY(ds_table_sort(&tables[DS_CAT_GROUPS], by_group, 3, err));
    DS_TRY(ds_table_sort(&tables[DS_CAT_AUXILIARY], by_group, 4, err));
    DS_TRY(ds_table_sort(&tables[DS_CAT_YEARS], by_year, 1, err));
    return ds_table_sort(&tables[DS_CAT_CELLS], by_group, 5, err);
}
