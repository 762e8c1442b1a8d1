/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/forecast.c - see forecast.h for the contract. */
#include "cli/forecast.h"

#include "base/buffer.h"
#include "cli/sample.h"
#include "kernels/keep.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* ---- one sample ---------------------------------------------------------- */

enum { MOST_PHASES = 64 };

/* What a run over some blocks took; the phases of one name are one. */
typedef struct sample {
    double blocks, seconds, cpu;
    size_t n;
    cli_phase phases[MOST_PHASES];
} sample;

/* The phase of a name; NULL: the sample has none. */
static const cli_phase *find_phase(const sample *s, const char *name)
{
    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->phases[i].name, name) == 0) return &s->phases[i];
    return NULL;
}

static void add_phase(sample *s, const cli_phase *p)
{
    for (size_t i = 0; i < s->n; i++) {
        cli_phase *own = &s->phases[i];
        if (strcmp(own->name, p->name) != 0 && i + 1 < MOST_PHASES) continue;
        if (p->peak > own->peak) own->peak = p->peak;
        return;
    }
    s->phases[s->n++] = *p;
}

/* What the run told; where it could not, it is one phase. */
static void read_phases(sample *s, const char *folder, double peak)
{
    char path[512];
    cli_phase p;
    snprintf(path, sizeof path, "%s/%s", folder, CLI_SAMPLE_PHASES);
    FILE *f = fopen(path, "rb");
    while (f && fread(&p, sizeof p, 1, f) == 1)
        if (p.peak > 0) add_phase(s, &p);
    if (f) fclose(f);
    if (s->n == 0) add_phase(s, &(cli_phase){.peak = peak});
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double seconds_of(struct timeval t)
{
    return (double)t.tv_sec + 1e-6 * (double)t.tv_usec;
}

/* Becomes this program with the same arguments, silent. */
static _Noreturn void become(const cli_common *c, const char *value)
{
    char **argv = calloc((size_t)c->argc + 2, sizeof *argv);
    const int nothing = open("/dev/null", O_RDWR);
    if (!argv || nothing < 0 || setenv(CLI_SAMPLE_VARIABLE, value, 1) != 0)
        _exit(127);
    argv[0] = (char *)(uintptr_t) "dianshu";
    for (int i = 0; i < c->argc; i++) argv[i + 1] = c->argv[i];
    for (int fd = 0; fd <= 2; fd++) dup2(nothing, fd);
    execv("/proc/self/exe", argv);
    _exit(127);
}

/* Removes what a run left in the folder. */
static void empty_folder(const char *folder)
{
    DIR *d = opendir(folder);
    if (!d) return;
    for (struct dirent *e = readdir(d); e; e = readdir(d))
        if (e->d_name[0] != '.' || strlen(e->d_name) > 2)
            unlinkat(dirfd(d), e->d_name, 0);
    closedir(d);
}

/* False where the command ended badly on the sample. */
static bool run_sample(const cli_common *c, size_t blocks, const char *folder,
                       sample *out)
{
    char value[512];
    int status;
    struct rusage used;
    const double start = now();
    snprintf(value, sizeof value, "%zu %s", blocks, folder);
    const pid_t child = fork();
    if (child == 0) become(c, value);
    if (child < 0) return false;
    while (wait4(child, &status, 0, &used) < 0)
        if (errno != EINTR) return false;
    *out =
        (sample){.blocks = (double)blocks,
                 .seconds = now() - start,
                 .cpu = seconds_of(used.ru_utime) + seconds_of(used.ru_stime)};
    read_phases(out, folder, (double)used.ru_maxrss * 1024);
    empty_folder(folder);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool is_cancelled(const cli_common *c)
{
    return c->run.cancel && atomic_load(c->run.cancel);
}

enum { MOST_SAMPLES = 4 };

/* Ever twice the blocks. */
typedef struct samples {
    size_t n;
    sample of[MOST_SAMPLES];
} samples;

/* Of a small file all of it, once; else three samples, and a fourth where it is
 * at most half the file. What is wrong with few claims alone, as a budget of a
 * month without any, is tried with more. */
static bool run_samples(const cli_common *c, const char *folder, double blocks,
                        samples *s)
{
    enum { FEW = 4, THREE = 3, MANY = 64 };
    const size_t whole = (size_t)ceil(blocks);
    size_t part = whole > MANY ? 2 : 1;
    if (whole <= FEW) {
        s->n = 1;
        return run_sample(c, whole, folder, &s->of[0]);
    }
    for (; part < whole && s->n < MOST_SAMPLES; part *= 2) {
        if (s->n >= THREE && part > whole / 2) break;
        const bool is_well = run_sample(c, part, folder, &s->of[s->n]);
        s->n = is_well ? s->n + 1 : 0;
        if (!is_well && (part > whole / 4 || is_cancelled(c))) return false;
    }
    return s->n > 1;
}

/* ---- what they say of the whole ------------------------------------------ */

/* The line through two points at `at`; never below the second. */
static double line(double x0, double y0, double x1, double y1, double at)
{
    const double slope = x1 > x0 ? (y1 - y0) / (x1 - x0) : 0;
    return slope > 0 ? y1 + slope * (at - x1) : y1;
}

/* p of n^p by what came with two doublings, 0 <= p <= 1. */
static double exponent(double first, double last)
{
    if (first <= 0 || last >= 2 * first) return 1;
    return last <= first ? 0 : log2(last / first);
}

/* Memory grows with rows, or slower, as what is new among them grows rarer:
 * y0 + c n^p. Tables that double make steps that look like growth, so that of
 * several p the least is taken, and c from first to last. */
static double extrapolate(size_t n, const double *y, double factor)
{
    const double doublings = (double)n - 1, more = log2(factor);
    double p = 1;
    if (n < 3 || factor <= 1 || y[n - 1] <= y[n - 2] || y[n - 1] <= y[0])
        return y[n - 1];
    for (size_t i = 2; i < n; i++)
        p = fmin(p, exponent(y[i - 1] - y[i - 2], y[i] - y[i - 1]));
    const double rise = y[n - 1] - y[0];
    if (p < 0.01) return y[n - 1] + rise / doublings * more;
    const double before = exp2(p * doublings);
    return y[n - 1] + rise / (before - 1) * (exp2(p * more) - 1) * before;
}

/* What a pass is planned to take beside what this process has, which holds the
 * files open: about so much where the plan is an estimate, since brackets of
 * quantiles are the narrower the more rows there are; else at most that and
 * what may be kept, and no less than the last sample took. Passes of other
 * names have no limit. */
static double planned(const cli_common *c, const ds_plan *plan,
                      const cli_phase *last, double peak, bool is_whole)
{
    struct rusage own = {0};
    const ds_plan_row *row = NULL;
    for (size_t i = 0; i < plan->n; i++)
        if (strcmp(plan->rows[i].name, last->name) == 0 &&
            (!row || plan->rows[i].memory > row->memory))
            row = &plan->rows[i];
    if (!row || is_whole) return fmax(peak, last->peak);
    getrusage(RUSAGE_SELF, &own);
    const double memory = (double)own.ru_maxrss * 1024 + (double)row->memory;
    const double kept = (double)ds_keep_budget(&c->run, row->memory);
    return row->is_estimate ? memory
                            : fmax(fmin(peak, memory + kept), last->peak);
}

/* Each phase on its own, since one that grows may lie below one that does not
 * in all samples. */
static double forecast_peak(const cli_common *c, const ds_plan *plan,
                            const samples *s, double blocks)
{
    const sample *last = &s->of[s->n - 1];
    double most = 0;
    for (size_t i = 0; i < last->n; i++) {
        const cli_phase *p = &last->phases[i];
        double y[MOST_SAMPLES];
        for (size_t k = 0; k < s->n; k++) {
            const cli_phase *same = find_phase(&s->of[k], p->name);
            y[k] = same ? same->peak : p->peak;
        }
        const double peak = extrapolate(s->n, y, blocks / last->blocks);
        most = fmax(most, planned(c, plan, p, peak, blocks <= last->blocks));
    }
    return most;
}

ds_status cli_forecast(const cli_common *c, ds_plan *plan, ds_error *err)
{
    samples s = {.n = 0};
    const char *temporary = getenv("TMPDIR");
    char folder[256];
    if (plan->blocks <= 0) return DS_OK;
    snprintf(folder, sizeof folder, "%s/dianshu-plan-XXXXXX",
             temporary && *temporary ? temporary : "/tmp");
    if (!mkdtemp(folder))
        return ds_hint(
            err, ds_fail(err, DS_ERR_IO, "no folder can be made: %s", folder),
            "give one that can be written as TMPDIR");
    const bool is_known = run_samples(c, folder, plan->blocks, &s);
    rmdir(folder);
    if (is_cancelled(c)) return ds_stopped(err);
    if (!is_known) {
        cli_note(c, "no forecast of time and peak: the command fails on a "
                    "sample of the claims");
        return DS_OK;
    }
    /* The last two: what grows slower than rows, as groups do, has done most of
     * it by then. */
    const sample *a = &s.of[s.n > 1 ? s.n - 2 : 0], *b = &s.of[s.n - 1];
    const double n = plan->blocks > b->blocks ? plan->blocks : b->blocks;
    plan->forecast = (ds_plan_forecast){
        true, line(a->blocks, a->seconds, b->blocks, b->seconds, n),
        line(a->blocks, a->cpu, b->blocks, b->cpu, n),
        forecast_peak(c, plan, &s, n)};
    return DS_OK;
}

ds_status cli_plan(cli_common *c, const ds_plan *plan, bool *done,
                   ds_error *err)
{
    ds_table t = {0};
    ds_plan known = *plan;
    *done = c->plan;
    for (size_t i = 0; i < plan->n; i++)
        c->bytes += (uint64_t)plan->rows[i].times * plan->rows[i].inflated;
    if (!c->plan) return ds_plan_check(plan, &c->run, err);
    DS_TRY(cli_forecast(c, &known, err));
    ds_status st = ds_plan_table(&known, &t, err);
    if (st == DS_OK && !c->json && !c->csv)
        st = cli_translate(c, &t, "pass", err);
    if (st == DS_OK) st = cli_print(c, &t, err);
    ds_table_destroy(&t);
    return st;
}
