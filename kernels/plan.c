/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/plan.c - see plan.h for the contract. */
#include "kernels/plan.h"

#include <assert.h>

void ds_plan_add(ds_plan *plan, const ds_pass *pass, int times, size_t states,
                 const ds_run *run)
{
    assert(plan->n < DS_MAX_PLAN_ROWS);
    size_t width = 0;
    plan->blocks =
        (double)pass->source->n_rows / (double)pass->source->block_rows;
    for (size_t c = 0; c < pass->n_columns; c++)
        width += pass->source->columns[pass->columns[c]].width;
    plan->rows[plan->n++] =
        (ds_plan_row){.name = pass->name,
                      .times = times,
                      .n_columns = pass->n_columns,
                      .inflated = width * pass->source->n_rows,
                      .memory = ds_pass_bytes(pass, run) + states};
}

size_t ds_plan_memory(const ds_plan *plan)
{
    size_t most = 0;
    for (size_t i = 0; i < plan->n; i++)
        if (plan->rows[i].memory > most) most = plan->rows[i].memory;
    return most;
}

static unsigned long long mebibytes(size_t bytes)
{
    return (unsigned long long)((bytes + (1u << 20) - 1) >> 20);
}

/* The largest pass, so that doing as told is enough. */
ds_status ds_plan_check(const ds_plan *plan, const ds_run *run, ds_error *err)
{
    const size_t most = ds_plan_memory(plan);
    size_t i = 0;
    if (most <= run->memory) return DS_OK;
    while (plan->rows[i].memory < most) i++;
    return ds_hint(
        err,
        ds_fail(err, DS_ERR_ARG,
                "pass '%s' needs %llum of memory, --memory allows %llum",
                plan->rows[i].name, mebibytes(most), mebibytes(run->memory)),
        "give --memory %llum, or fewer --threads", mebibytes(most));
}

enum {
    P_NAME,
    P_TIMES,
    P_COLUMNS,
    P_READ,
    P_MEMORY,
    P_SECONDS,
    P_CPU,
    P_PEAK,
    N_PLAN_COLUMNS
};

static void set_row(ds_table *t, size_t at, int64_t times, int64_t columns,
                    uint64_t read, size_t memory)
{
    ds_table_set(t, at, P_TIMES, times);
    ds_table_set(t, at, P_COLUMNS, columns);
    ds_table_set(t, at, P_READ, (int64_t)(read / 100000));
    ds_table_set(t, at, P_MEMORY, (int64_t)(memory / 100000));
}

ds_status ds_plan_table(const ds_plan *plan, ds_table *t, ds_error *err)
{
    static const ds_column_spec specs[N_PLAN_COLUMNS] = {
        {"pass",     DS_CELL_TEXT,    0, "",   "扫描",                   "what the pass is for"      },
        {"times",    DS_CELL_INT,     0, "",   "次数",                   "how often the file is read"},
        {"columns",  DS_CELL_INT,     0, "",   "列数",                   "columns that are read"     },
        {"inflated", DS_CELL_DECIMAL, 1, "MB", "读取量（MB）",
         "their bytes, inflated, each time"                                                            },
        {"memory",   DS_CELL_DECIMAL, 1, "MB", "内存（MB）",
         "buffers and states of all threads"                                                           },
        {"seconds",  DS_CELL_DECIMAL, 2, "s",  "预计用时（秒）",
         "forecast of the time on the clock"                                                           },
        {"cpu",      DS_CELL_DECIMAL, 2, "s",  "处理器时间（秒）",
         "forecast of the processors' time"                                                            },
        {"peak",     DS_CELL_DECIMAL, 1, "MB", "峰值（MB）",
         "forecast of the memory of the process"                                                       },
    };
    int64_t times = 0;
    uint64_t read = 0;
    size_t row;
    DS_TRY(ds_table_init(t, "plan", "运行计划", specs, N_PLAN_COLUMNS, err));
    for (size_t i = 0; i < plan->n; i++) {
        const ds_plan_row *p = &plan->rows[i];
        DS_TRY(ds_table_add(t, &row, err));
        DS_TRY(ds_table_set_text(t, row, P_NAME, p->name, err));
        set_row(t, row, p->times, (int64_t)p->n_columns, p->inflated,
                p->memory);
        times += p->times;
        read += (uint64_t)p->times * p->inflated;
    }
    DS_TRY(ds_table_add(t, &row, err));
    DS_TRY(ds_table_set_text(t, row, P_NAME, "all", err));
    set_row(t, row, times, DS_MISSING, read, ds_plan_memory(plan));
    if (!plan->forecast.is_known) return DS_OK;
    ds_table_set(t, row, P_SECONDS,
                 (int64_t)(plan->forecast.seconds * 100 + 0.5));
    ds_table_set(t, row, P_CPU, (int64_t)(plan->forecast.cpu * 100 + 0.5));
    ds_table_set(t, row, P_PEAK, (int64_t)(plan->forecast.peak / 1e5 + 0.5));
    return DS_OK;
}
