/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs each kernel of `dianshu bench` once on a small fixed input, for
 * tests/instructions.py to count its instructions under callgrind. Compiled
 * with -O2 whatever the build. usage: counted FOLDER (for two files) */
#include "cli/bench.h"

#include <stdio.h>
#include <string.h>

enum { ROWS = 50000 };

/* callgrind counts while this runs. */
__attribute__((noinline)) static ds_status counted_once(const bench_task *task,
                                                        bench *b, ds_error *err)
{
    return task->work(b, err);
}

static int stop(const ds_error *err)
{
    fprintf(stderr, "counted: %s\n", err->text);
    return 1;
}

static int count(const bench_task *tasks, size_t n, bench *b)
{
    ds_error err = {0};
    for (size_t i = 0; i < n; i++) {
        bool is_right = true;
        if (strstr(tasks[i].name, "deflated")) continue; /* libdeflate's work */
        if (counted_once(&tasks[i], b, &err) != DS_OK ||
            tasks[i].check(b, &is_right, &err) != DS_OK)
            return stop(&err);
        if (!is_right) {
            fprintf(stderr, "counted: %s is wrong\n", tasks[i].name);
            return 1;
        }
    }
    return 0;
}

int main(int argc, char **argv)
{
    static bench b;
    ds_error err = {0};
    const ds_run run = {.threads = 1, .memory = 256 << 20};
    if (argc != 2) return 2;
#ifdef __clang__
    printf("clang-%d\n", __clang_major__);
#else
    printf("gcc-%d\n", __GNUC__);
#endif
    fflush(stdout);
    if (bench_make(&b, ROWS, argv[1], &run, &err) != DS_OK) return stop(&err);
    const int bad = count(bench_passes, bench_n_passes, &b) ||
                    count(bench_bytes, bench_n_bytes, &b) ||
                    count(bench_lanes, bench_n_lanes, &b);
    bench_destroy(&b);
    return bad;
}
