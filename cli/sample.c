/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/sample.c - see sample.h for the contract. */
#include "cli/sample.h"

#include "base/decimal.h"
#include "cli/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t cli_sample_blocks(void)
{
    char number[32];
    uint64_t blocks = 0;
    const char *text = getenv(CLI_SAMPLE_VARIABLE);
    const size_t n = text ? strcspn(text, " ") : 0;
    if (n == 0 || n >= sizeof number) return 0;
    memcpy(number, text, n);
    number[n] = '\0';
    return cli_size(number, false, &blocks) ? (size_t)blocks : 0;
}

/* NULL: this process was given none. */
static const char *sample_folder(void)
{
    const char *text = getenv(CLI_SAMPLE_VARIABLE);
    const char *blank = text ? strchr(text, ' ') : NULL;
    return blank ? blank + 1 : NULL;
}

const char *cli_output_path(const char *path)
{
    enum { MOST = 8 };
    static char paths[MOST][512];
    static size_t used;
    const char *folder = sample_folder();
    if (!folder || used == MOST) return path;
    snprintf(paths[used], sizeof paths[used], "%s/%zu.h5", folder, used);
    return paths[used++];
}

/* ---- phases -------------------------------------------------------------- */

static cli_phase phase; /* the one that runs */

/* The most memory since begin_peak; 0 where the system does not tell. */
static double peak_bytes(void)
{
    static const char label[] = "VmHWM:";
    char line[256];
    int64_t kilobytes = 0;
    FILE *f = fopen("/proc/self/status", "r");
    while (f && fgets(line, sizeof line, f)) {
        if (strncmp(line, label, sizeof label - 1) != 0) continue;
        const char *digits = line + strcspn(line, "0123456789");
        (void)ds_decimal_parse(digits, strspn(digits, "0123456789"), 0,
                               &kilobytes);
        break;
    }
    if (f) fclose(f);
    return (double)kilobytes * 1024;
}

/* Where the system does not forget it, a peak is that of all phases so far. */
static void begin_peak(void)
{
    FILE *f = fopen("/proc/self/clear_refs", "w");
    if (!f) return;
    fputs("5", f);
    fclose(f);
}

void cli_sample_end(void)
{
    char path[512];
    const char *folder = sample_folder();
    if (!folder) return;
    phase.peak = peak_bytes();
    snprintf(path, sizeof path, "%s/%s", folder, CLI_SAMPLE_PHASES);
    FILE *f = fopen(path, "ab");
    if (!f) return;
    (void)!fwrite(&phase, sizeof phase, 1, f);
    fclose(f);
}

void cli_sample_listen(ds_progress *p)
{
    if (atomic_load(&p->done) > 0) return;
    cli_sample_end();
    phase = (cli_phase){.peak = 0};
    snprintf(phase.name, sizeof phase.name, "%s", p->what);
    begin_peak();
}
