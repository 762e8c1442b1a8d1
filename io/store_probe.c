/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/store_probe.c - a damaged file can crash libhdf5 1.10 or hang it, so a
 * child process walks over it first and reports through a pipe. The child
 * calls HDF5 and _exit() only: libgomp hangs in children of a process that has
 * run a parallel region. */
#include "io/store_file.h"

#include "io/store_layout.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* CPU seconds the walk may take (it takes milliseconds), and seconds on the
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

/* Everything else in the file, tables and dictionaries, down to the indexes
 * of their chunks. */
static herr_t visit(hid_t file, const char *name, const H5O_info_t *info,
                    void *ctx)
{
    (void)ctx;
    uint64_t n;
    if (info->type != H5O_TYPE_DATASET) return 0;
    const hid_t set = H5Dopen2(file, name, H5P_DEFAULT);
    if (set < 0) return 0;
    const hid_t list = H5Dget_create_plist(set);
    if (H5Pget_layout(list) == H5D_CHUNKED) ds_hdf5_count_chunks(set, &n);
    H5Pclose(list);
    H5Dclose(set);
    return 0;
}

static void walk_in_child(const ds_store *s, int out)
{
    ds_store walked = {.path = s->path, .fd = s->fd, .size = s->size};
    ds_error err = {0};
    const struct rlimit cpu = {MAX_CPU_SECONDS, MAX_CPU_SECONDS};
    const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CPU, &cpu);
    setrlimit(RLIMIT_CORE, &none); /* a core holds records */
    signal(SIGALRM, SIG_DFL);
    alarm(MAX_SECONDS);
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (nowhere >= 0) dup2(nowhere, STDERR_FILENO); /* malloc's last words */
    err.status = ds_store_walk(&walked, &err);
    if (err.status == DS_OK)
        H5Ovisit2(walked.file.id, H5_INDEX_NAME, H5_ITER_NATIVE, visit, NULL,
                  H5O_INFO_BASIC);
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

ds_status ds_store_probe(const ds_store *s, ds_error *err)
{
    int ends[2];
    ds_error report = {0};
    if (!IS_PROBING) return DS_OK;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return ds_fail(err, DS_ERR_IO, "%s: no pipe to look at it", s->path);
    const pid_t child = fork();
    if (child == 0) walk_in_child(s, ends[1]);
    close(ends[1]);
    const bool has_report = child > 0 && get_report(ends[0], &report);
    close(ends[0]);
    while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR) continue;
    if (child < 0)
        return ds_fail(err, DS_ERR_IO, "%s: no process to look at it", s->path);
    if (!has_report)
        return ds_store_damaged(s, err, "damaged: it cannot even be looked at");
    if (report.status != DS_OK && err) *err = report;
    return report.status;
}
