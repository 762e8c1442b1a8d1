/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/outfile.h - files that appear whole or not at all.
 *
 * An output is written to a file without a name in the target's folder (Linux
 * O_TMPFILE; a name `.<target>.tmp-<process>-<n>` where the file system has
 * none), mode 0600 (of a file that is replaced: as it was), synced, and only then given its name. A process killed at
 * any point leaves the old file, or the new one, or none. */
#ifndef DS_OUTFILE_H
#define DS_OUTFILE_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

/** A file being written. Zero it before first use. */
typedef struct ds_outfile {
    int fd;     /**< read and write; -1 or 0 when not open */
    char *path; /**< where it will appear */
    char *temp; /**< its name meanwhile; NULL: it has none */
    bool force; /**< may replace a file */
} ds_outfile;

/** Starts the file that will appear at `path`. Fails with DS_ERR_IO where a
 * file is there and force is not set, where something is there that is not a
 * regular file, or where the folder cannot be written. */
DS_MUST_USE ds_status ds_outfile_open(ds_outfile *f, const char *path,
                                      bool force, ds_error *err);

/** Whether ds_outfile_open would succeed, before work is done for it. */
DS_MUST_USE ds_status ds_outfile_check(const char *path, bool force,
                                       ds_error *err);

/** Appends n bytes. A full disk is DS_ERR_IO with the remedy. */
DS_MUST_USE ds_status ds_outfile_write(ds_outfile *f, const void *bytes,
                                       size_t n, ds_error *err);

/** A name under which a library that takes names opens the file meanwhile;
 * uses `alias` or f's memory. */
const char *ds_outfile_alias(const ds_outfile *f, char alias[64]);

/** The folder of a path in fresh memory (free it), NULL when out of it. */
char *ds_folder_of(const char *path);

/** Writes n bytes at `offset`, the whole of them; for any descriptor. `path`
 * is for the message. Safe on any thread. */
DS_MUST_USE ds_status ds_write_at(int fd, const void *bytes, size_t n,
                                  size_t offset, const char *path,
                                  ds_error *err);

/** Syncs, gives the file its name, syncs the folder. Closes f also on failure;
 * then nothing new is left (unless the folder alone failed). A file that
 * appeared at `path` meanwhile is not replaced without force. */
DS_MUST_USE ds_status ds_outfile_commit(ds_outfile *f, ds_error *err);

/** Gives up: nothing is left. Takes zeroed and committed ones. */
void ds_outfile_abort(ds_outfile *f);

/** Opens an unnamed file for intermediate data in the folder of `path`, that
 * vanishes when *fd is closed. */
DS_MUST_USE ds_status ds_spool_open(const char *path, int *fd, ds_error *err);

/** DS_ERR_IO for a failed write to `path` with the system's error number, and
 * the remedy for the common ones. */
ds_status ds_fail_write(ds_error *err, const char *path, int error);

/** For tests: as ds_outfile_open, with a name from the start. */
DS_MUST_USE ds_status ds_outfile_open_named(ds_outfile *f, const char *path,
                                            bool force, ds_error *err);

#endif
