/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/forecast.c - see forecast.h for the contract. */
#include "cli/forecast.h"

#include "base/buffer.h"
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

static const char variable[] = "DIANSHU_SAMPLE";

/* ---- in the process that works on a sample ------------------------------- */

size_t cli_sample_blocks(void)
{
    char number[32];
    uint64_t blocks = 0;
    const char *text = getenv(variable);
    const size_t n = text ? strcspn(text, " ") : 0;
    if (n == 0 || n >= sizeof number) return 0;
    memcpy(number, text, n);
    number[n] = '\0';
    return cli_size(number, false, &blocks) ? (size_t)blocks : 0;
}

const char *cli_output_path(const char *path)
{
    enum { MOST = 8 };
    static char paths[MOST][512];
    static size_t used;
    if (cli_sample_blocks() == 0 || used == MOST) return path;
    const char *folder = strchr(getenv(variable), ' ');
    snprintf(paths[used], sizeof paths[used], "%s/%zu.h5",
             folder ? folder + 1 : ".", used);
    return paths[used++];
}

/* ---- in the process that asks -------------------------------------------- */

typedef struct sample {
    double blocks, seconds, cpu, peak;
} sample;

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
    if (!argv || nothing < 0 || setenv(variable, value, 1) != 0) _exit(127);
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
    empty_folder(folder);
    *out = (sample){(double)blocks, now() - start,
                    seconds_of(used.ru_utime) + seconds_of(used.ru_stime),
                    (double)used.ru_maxrss * 1024};
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* The line through two points at `at`; never below the second. */
static double line(double x0, double y0, double x1, double y1, double at)
{
    const double slope = x1 > x0 ? (y1 - y0) / (x1 - x0) : 0;
    return slope > 0 ? y1 + slope * (at - x1) : y1;
}

enum { SAMPLES = 3 };

/* Quarter, half and all of a few blocks; of a small file all of it, once. */
static bool run_samples(const cli_common *c, const char *folder, double blocks,
                        sample s[SAMPLES])
{
    enum { FEW = 4, MORE = 8, MANY = 32, MOST = 16 };
    const size_t whole = (size_t)ceil(blocks);
    const size_t most = whole > MANY   ? MOST
                        : whole > MORE ? MORE
                        : whole > FEW  ? FEW
                                       : whole;
    const size_t part[SAMPLES] = {most / 4, most / 2, most};
    for (size_t i = whole > FEW ? 0 : SAMPLES - 1; i < SAMPLES; i++)
        if (!run_sample(c, part[i], folder, &s[i])) return false;
    for (size_t i = 0; whole <= FEW && i + 1 < SAMPLES; i++)
        s[i] = s[SAMPLES - 1];
    return true;
}

/* Memory grows with rows, or slower, as what is new among them grows rarer:
 * y0 + c n^p, by what came with each doubling, 0 <= p <= 1. */
static double extrapolate(const sample s[SAMPLES], double blocks)
{
    const double first = s[1].peak - s[0].peak, last = s[2].peak - s[1].peak;
    const double factor = blocks / s[2].blocks;
    if (last <= 0 || factor <= 1) return s[2].peak;
    const double p = first <= 0 || last >= 2 * first ? 1
                     : last <= first                 ? 0
                                                     : log2(last / first);
    const double doublings =
        p < 0.01 ? log2(factor) : (pow(factor, p) - 1) / (1 - pow(2, -p));
    return s[2].peak + last * doublings;
}

/* No more than this process has, which holds the files open, what the passes
 * are planned to take and what is kept between them; no less than a sample
 * took. */
static double bounded(const cli_common *c, const ds_plan *plan, double peak,
                      double least)
{
    struct rusage own = {0};
    getrusage(RUSAGE_SELF, &own);
    const double most = (double)own.ru_maxrss * 1024 +
                        (double)ds_plan_memory(plan) +
                        (double)ds_keep_budget(&c->run, ds_plan_memory(plan));
    const double lower = peak < most ? peak : most;
    return lower > least ? lower : least;
}

ds_status cli_forecast(const cli_common *c, ds_plan *plan, ds_error *err)
{
    sample s[SAMPLES];
    const char *temporary = getenv("TMPDIR");
    char folder[256];
    if (plan->blocks <= 0) return DS_OK;
    snprintf(folder, sizeof folder, "%s/dianshu-plan-XXXXXX",
             temporary && *temporary ? temporary : "/tmp");
    if (!mkdtemp(folder))
        return ds_hint(
            err, ds_fail(err, DS_ERR_IO, "no folder can be made: %s", folder),
            "give one that can be written as TMPDIR");
    const bool is_known = run_samples(c, folder, plan->blocks, s);
    rmdir(folder);
    if (c->run.cancel && atomic_load(c->run.cancel)) return ds_stopped(err);
    if (!is_known) {
        cli_note(c, "no forecast of time and peak: the command fails on a "
                    "sample of the claims");
        return DS_OK;
    }
    const sample *a = &s[0], *b = &s[SAMPLES - 1];
    const double n = plan->blocks > b->blocks ? plan->blocks : b->blocks;
    plan->forecast = (ds_plan_forecast){
        true, line(a->blocks, a->seconds, b->blocks, b->seconds, n),
        line(a->blocks, a->cpu, b->blocks, b->cpu, n),
        bounded(c, plan, extrapolate(s, n), b->peak)};
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
