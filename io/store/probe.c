/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/store/probe.c - see probe.h for the contract. The child reports its error
 * through a pipe. */
#include "io/store/probe.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* CPU seconds a look may take (it takes milliseconds), and seconds on the
 * clock, for slow disks. */
enum { MAX_CPU_SECONDS = 10, MAX_SECONDS = 120 };

#if defined(__SANITIZE_THREAD__)
#define IS_PROBING false
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define IS_PROBING false /* which refuses threads in a forked child */
#endif
#endif
#ifndef IS_PROBING
#define IS_PROBING true
#endif

static void look_in_child(ds_status (*look)(void *ctx, ds_error *err),
                          void *ctx, int out)
{
    ds_error err = {0};
    const struct rlimit cpu = {MAX_CPU_SECONDS, MAX_CPU_SECONDS};
    const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CPU, &cpu);
    setrlimit(RLIMIT_CORE, &none); /* a core holds records */
    signal(SIGALRM, SIG_DFL);
    alarm(MAX_SECONDS);
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (nowhere >= 0) dup2(nowhere, STDERR_FILENO); /* malloc's last words */
    err.status = look(ctx, &err);
    const ssize_t written = write(out, &err, sizeof err);
    _exit(written == sizeof err ? 0 : 1);
}

/* False where the child ended without a report. */
static bool get_report(int in, ds_error *report)
{
    size_t done = 0;
    while (done < sizeof *report) {
        const ssize_t n =
            read(in, (char *)report + done, sizeof *report - done);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        done += (size_t)n;
    }
    return true;
}

ds_status ds_probe(const char *path,
                   ds_status (*look)(void *ctx, ds_error *err), void *ctx,
                   ds_error *err)
{
    int ends[2];
    ds_error report = {0};
    if (!IS_PROBING) return DS_OK;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return ds_fail(err, DS_ERR_IO, "%s: no pipe to look at it", path);
    const pid_t child = fork();
    if (child == 0) look_in_child(look, ctx, ends[1]);
    close(ends[1]);
    const bool has_report = child > 0 && get_report(ends[0], &report);
    close(ends[0]);
    while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR) continue;
    if (child < 0)
        return ds_fail(err, DS_ERR_IO, "%s: no process to look at it", path);
    if (!has_report)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_FORMAT,
                               "%s is damaged: it cannot even be looked at",
                               path),
                       "restore it from its source, or make it again");
    if (report.status != DS_OK && err) *err = report;
    return report.status;
}
