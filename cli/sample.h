/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/sample.h - the process that works on some blocks of its claims for a
 * forecast (cli/forecast.h), and what it tells of its phases.
 *
 * It knows what it is by the environment, DIANSHU_SAMPLE="BLOCKS FOLDER": it
 * takes so many blocks (base/sampled.h), pays no heed to --plan, and writes
 * into the folder, which vanishes, what it was to write elsewhere. Without
 * " FOLDER" it writes where it was told and keeps its phases to itself. A phase
 * is a pass over the claims and what follows it up to the next one. */
#ifndef CLI_SAMPLE_H
#define CLI_SAMPLE_H

#include "base/progress.h"

#include <stdbool.h>
#include <stddef.h>

/** The environment's variable, and the file of cli_phase in the folder.
 */
#define CLI_SAMPLE_VARIABLE "DIANSHU_SAMPLE"
#define CLI_SAMPLE_PHASES "phases"

/** One phase that has ended. */
typedef struct cli_phase {
    char name[48]; /**< of its pass; "" before the first */
    double peak;   /**< bytes of the process, at most, while it ran */
} cli_phase;

/** How many blocks this process is to take; 0: it is no such process. */
size_t cli_sample_blocks(void);

/** Where to write what was to be written to `path`: there, but in a process
 * that works on a sample. At most 8 a process. */
const char *cli_output_path(const char *path);

/** Listens to a run's progress: a new count begins a phase. */
void cli_sample_listen(ds_progress *p);

/** Ends the last phase. Does nothing in a process that works on no sample. */
void cli_sample_end(void);

#endif
