/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/cmd_bench.c - dianshu bench: how fast the kernels are on this machine,
 * and what it allows. */
#include "cli/bench.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/outputs.h"
#include "cli/results.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    KEY_SECONDS = 1,
    KEY_ROWS,
    KEY_FOLDER,
    SECONDS = 20,
    SECONDS_MOST = 3600,
    MIN_RUNS = 3,
    MAX_RUNS = 500
};
static const uint64_t DEFAULT_ROWS = 4000000, MOST_ROWS = 100000000;

typedef struct bench_args {
    cli_common common; /* first */
    uint64_t seconds, rows;
    const char *folder;
} bench_args;

static error_t take(int key, char *arg, struct argp_state *state)
{
    bench_args *a = state->input;
    switch (key) {
    case KEY_SECONDS:
        if (!cli_size(arg, false, &a->seconds) || a->seconds < 1 ||
            a->seconds > SECONDS_MOST)
            cli_misuse(state, "--seconds: '%s' is not 1 to %d", arg,
                       SECONDS_MOST);
        return 0;
    case KEY_ROWS:
        if (!cli_size(arg, false, &a->rows) || a->rows < BENCH_MIN_ROWS ||
            a->rows > MOST_ROWS)
            cli_misuse(state, "--rows: '%s' is not 10k to 100m", arg);
        return 0;
    case KEY_FOLDER:
        a->folder = arg;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* ---- the table ----------------------------------------------------------- */

enum {
    T_NAME,
    T_UNIT,
    T_RATE,
    T_GB,
    T_LIMIT,
    T_SHARE,
    T_NS,
    T_LEAST,
    T_MEDIAN,
    T_RUNS,
    T_THREADS,
    T_COMPILER,
    N_COLUMNS
};

static const ds_column_spec specs[N_COLUMNS] = {
    {"kernel",    DS_CELL_TEXT,    0, "",          "内核",
     "what is timed; first the limits of the machine"                                                   },
    {"unit",      DS_CELL_TEXT,    0, "",          "计数单位",            "what is counted"         },
    {"million_s", DS_CELL_DECIMAL, 1, "million/s", "每秒（百万）",
     "so many of these a second"                                                                        },
    {"gb_s",      DS_CELL_DECIMAL, 2, "GB/s",      "GB/s",
     "bytes a second: read, made or, of chunks, inflated"                                               },
    {"limit",     DS_CELL_TEXT,    0, "",          "机器上限",
     "what bounds it if nothing else does"                                                              },
    {"share",     DS_CELL_DECIMAL, 1, "%",         "占上限（%）",
     "its bytes a second over those of the limit"                                                       },
    {"cpu_ns",    DS_CELL_DECIMAL, 2, "ns",        "处理器时间（ns）",
     "processor time of all threads for one of the unit"                                                },
    {"least",     DS_CELL_DECIMAL, 3, "ms",        "最短（ms）",
     "the shortest run, from which the rates are"                                                       },
    {"median",    DS_CELL_DECIMAL, 3, "ms",        "中位（ms）",
     "the run in the middle; far above the shortest: the machine is busy"                               },
    {"runs",      DS_CELL_INT,     0, "",          "次数",                  "runs that were timed"    },
    {"threads",   DS_CELL_INT,     0, "",          "线程数",               "threads"                 },
    {"compiler",  DS_CELL_TEXT,    0, "",          "编译器",               "compiler of this program"},
};

/* ---- timing -------------------------------------------------------------- */

typedef struct timing {
    double least, median, cpu; /* seconds of a run */
    size_t runs;
} timing;

static double clock_of(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int compare(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* The answer is right, or nothing is timed. */
static ds_status check(const bench_task *task, bench *b, ds_error *err)
{
    bool is_right = true;
    DS_TRY(task->work(b, err)); /* also warms the memory */
    if (!task->check) return DS_OK;
    DS_TRY(task->check(b, &is_right, err));
    if (is_right) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "bench: %s: not what a plain loop gives",
                           task->name),
                   "do not trust this build on this machine: run its tests, "
                   "and report it with the output of lscpu");
}

static ds_status measure(const bench_task *task, bench *b, double until,
                         timing *t, ds_error *err)
{
    double seconds[MAX_RUNS];
    size_t n = 0;
    DS_TRY(check(task, b, err));
    const double cpu = clock_of(CLOCK_PROCESS_CPUTIME_ID);
    while (n < MIN_RUNS ||
           (n < MAX_RUNS && clock_of(CLOCK_MONOTONIC) < until)) {
        const double start = clock_of(CLOCK_MONOTONIC);
        DS_TRY(task->work(b, err));
        seconds[n++] = clock_of(CLOCK_MONOTONIC) - start;
    }
    t->cpu = (clock_of(CLOCK_PROCESS_CPUTIME_ID) - cpu) / (double)n;
    qsort(seconds, n, sizeof *seconds, compare);
    t->least = seconds[0] > 1e-9 ? seconds[0] : 1e-9;
    t->median = seconds[n / 2];
    t->runs = n;
    return DS_OK;
}

static int64_t scaled(double x, double one) { return (int64_t)(x * one + 0.5); }

static ds_status add_row(ds_table *t, const bench_task *task, const bench *b,
                         const timing *time, double *rates, ds_error *err)
{
    size_t row;
    const double items = (double)b->items;
    const double rate = (double)b->bytes / time->least;
    const size_t own = (size_t)(task - bench_limits);
    if (own < BENCH_N_LIMITS) rates[own] = rate;
    DS_TRY(ds_table_add(t, &row, err));
    DS_TRY(ds_table_set_text(t, row, T_NAME, task->name, err));
    DS_TRY(ds_table_set_text(t, row, T_UNIT, task->unit, err));
    DS_TRY(ds_table_set_text(t, row, T_LIMIT, bench_limits[task->limit].name,
                             err));
    DS_TRY(ds_table_set_text(t, row, T_COMPILER, __VERSION__, err));
    ds_table_set(t, row, T_RATE, scaled(items / time->least, 1e-5));
    ds_table_set(t, row, T_GB, scaled(rate, 1e-7));
    ds_table_set(t, row, T_SHARE, scaled(rate / rates[task->limit], 1e3));
    ds_table_set(t, row, T_NS, scaled(time->cpu / items, 1e11));
    ds_table_set(t, row, T_LEAST, scaled(time->least, 1e6));
    ds_table_set(t, row, T_MEDIAN, scaled(time->median, 1e6));
    ds_table_set(t, row, T_RUNS, (int64_t)time->runs);
    ds_table_set(t, row, T_THREADS, b->run.threads);
    return DS_OK;
}

static ds_status measure_all(bench *b, double until, ds_table *t, ds_error *err)
{
    const struct {
        const bench_task *tasks;
        size_t n;
    } lists[] = {
        {bench_limits, BENCH_N_LIMITS},
        {bench_passes, bench_n_passes},
        {bench_bytes,  bench_n_bytes },
        {bench_lanes,  bench_n_lanes }
    };
    double rates[BENCH_N_LIMITS] = {0};
    size_t left = 0;
    for (size_t l = 0; l < DS_COUNT(lists); l++) left += lists[l].n;
    for (size_t l = 0; l < DS_COUNT(lists); l++)
        for (size_t i = 0; i < lists[l].n; i++, left--) {
            const double now = clock_of(CLOCK_MONOTONIC);
            const double share = (until - now) / (double)left;
            timing time;
            DS_TRY(measure(&lists[l].tasks[i], b, now + share, &time, err));
            DS_TRY(add_row(t, &lists[l].tasks[i], b, &time, rates, err));
        }
    return DS_OK;
}

static ds_status show(cli_common *c, ds_table *t, ds_error *err)
{
    static const char *const names[] = {"kernel", "unit",  "million_s", "gb_s",
                                        "limit",  "share", "cpu_ns",    NULL};
    if (!c->json && !c->csv) {
        DS_TRY(cli_translate(c, t, "kernel", err));
        DS_TRY(cli_translate(c, t, "unit", err));
        DS_TRY(cli_translate(c, t, "limit", err));
    }
    return cli_show(c, t, 0, names, err);
}

static ds_status run(bench_args *a, const char *command, ds_error *err)
{
    static const cli_claims no_claims;
    const char *temporary = getenv("TMPDIR");
    const char *folder = a->folder ? a->folder : temporary ? temporary : "/tmp";
    const double start = clock_of(CLOCK_MONOTONIC);
    bench b = {0};
    ds_table t = {0};
    ds_status st = DS_OK;
    DS_GO(
        cli_outputs_check(1, &a->common.output, 0, NULL, a->common.force, err));
    cli_note(&a->common, "%llu made-up claims, %d threads, about %llu s",
             (unsigned long long)a->rows, a->common.run.threads,
             (unsigned long long)a->seconds);
    DS_GO(ds_table_init(&t, "bench", "内核速度", specs, N_COLUMNS, err));
    DS_GO(bench_make(&b, (size_t)a->rows, folder, &a->common.run, err));
    DS_GO(measure_all(&b, start + (double)a->seconds, &t, err));
    cli_note(&a->common, "every answer is that of a plain loop");
    const cli_result result = {command, 0, NULL, 1, &t};
    DS_GO(cli_result_write(&a->common, &no_claims, &result, err));
    DS_GO(show(&a->common, &t, err));
done:
    bench_destroy(&b);
    ds_table_destroy(&t);
    return st;
}

int cmd_bench(int argc, char **argv)
{
    static const struct argp_option options[] = {
        {"seconds",                    KEY_SECONDS, "N", 0, "how long it may take (20)", 1},
        {"rows",                         KEY_ROWS, "N", 0, "made-up claims, 10k to 100m (4m)", 1},
        {"folder", KEY_FOLDER, "DIR", 0,
         "where two files of claims stand for a moment ($TMPDIR or /tmp)", 1},
        {0                           }
    };
    static const cli_spec spec = {
        NULL,
        "example: dianshu bench\n"
        "         dianshu bench --threads 1 --csv\n\n"
        "Times the kernels of this program on this machine and prints their "
        "share of what the machine allows: reading and copying memory, reading "
        "a file in the page cache, inflating, checksums. Each answer is first "
        "compared with a plain loop.",
        options, take, CLI_WRITES | CLI_PRINTS};
    bench_args a = {.seconds = SECONDS, .rows = DEFAULT_ROWS};
    char command[1024];
    cli_canonical(argc, argv, command, sizeof command);
    cli_parse(&spec, argc, argv, &a.common);
    return cli_end(&a.common, run(&a, command, &a.common.err));
}
