/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/store/store.h - the claims file: HDF5, 1-D chunked columns of equal length
 * under /claims, shuffle + deflate + fletcher32, dictionaries under
 * /dictionary, small entity tables beside them (architecture.md section 4,
 * docs/formats.md). */
#ifndef DS_STORE_H
#define DS_STORE_H

#include "base/dict.h"
#include "base/parallel.h"
#include "base/source.h"
#include "base/table.h"

/* ---- writing ------------------------------------------------------------- */

typedef struct ds_store_writer ds_store_writer;

typedef struct ds_store_options {
    int deflate_level; /**< 0 (plain) .. 9; 1 is the default of commands */
    int threads;       /**< how many threads will call ds_store_put */
    bool force;        /**< replace an existing file */
} ds_store_options;

/**
 * Starts a claims file at `path`. Nothing is visible there before
 * ds_store_commit: blocks are spooled to an unnamed file in the same folder,
 * compressed at their own narrowest width; commit writes a temporary file
 * (mode 0600) with each column at the narrowest width that fits all blocks,
 * syncs and renames it. Fails with DS_ERR_IO where the file exists and force
 * is not set, or the folder cannot be written. Columns are copied; their low
 * and high need not be known: the file's are what the blocks held.
 */
DS_MUST_USE ds_status ds_store_create(const char *path, size_t n_columns,
                                      const ds_source_column *columns,
                                      const ds_store_options *options,
                                      ds_store_writer **out, ds_error *err);

/** Stores block `block` (0, 1, ...; any order, each once): n rows of every
 * column. Every block but the last must have DS_BLOCK_ROWS rows. May run at
 * the same time on different `thread`s (0..threads-1). */
DS_MUST_USE ds_status ds_store_put(ds_store_writer *w, int thread, size_t block,
                                   size_t n, const int64_t *const *columns,
                                   ds_error *err);

/** Writes a dictionary as /dictionary/<name>. Serial. */
DS_MUST_USE ds_status ds_store_put_dictionary(ds_store_writer *w,
                                              const char *name,
                                              const ds_dict *dict,
                                              ds_error *err);

/** Writes a table as the group /<name of the table>: /hospital, /person,
 * /truth. Serial. */
DS_MUST_USE ds_status ds_store_put_table(ds_store_writer *w, const ds_table *t,
                                         ds_error *err);

/** Completes the file, with `run` on all its threads, and frees the writer,
 * also on failure (then nothing is left at or beside path). */
DS_MUST_USE ds_status ds_store_commit(ds_store_writer *w, const ds_run *run,
                                      ds_error *err);

/** Gives up: frees everything, leaves nothing. NULL is fine. */
void ds_store_abort(ds_store_writer *w);

/* ---- reading ------------------------------------------------------------- */

typedef struct ds_store ds_store;

/** Opens a claims file and checks its structure: version, equal lengths,
 * types, filters, dictionaries for the codes. DS_ERR_IO where it cannot be
 * opened, DS_ERR_FORMAT where it is not a whole claims file (truncated,
 * damaged, made by something else), with the remedy. */
DS_MUST_USE ds_status ds_store_open(const char *path, ds_store **out,
                                    ds_error *err);

/** The source of its records; valid until ds_store_close. Its readers verify
 * each chunk's checksum and each value's range, and are lock-free. */
const ds_source *ds_store_source(const ds_store *s);

/** Reads the table /<name>; DS_ERR_FORMAT where there is none. The caller
 * destroys it. */
DS_MUST_USE ds_status ds_store_table(const ds_store *s, const char *name,
                                     ds_table *out, ds_error *err);

/** Whether the file has a table of that name (a dictionary is none). */
bool ds_store_has_table(const ds_store *s, const char *name);

/** A checksum of the contents (stored chunks' checksums and metadata), equal
 * for equal files: for /run of results. Hexadecimal, NUL-terminated. */
enum { DS_CHECKSUM_SIZE = 33 };
DS_MUST_USE ds_status ds_store_checksum(const ds_store *s,
                                        char text[DS_CHECKSUM_SIZE],
                                        ds_error *err);

/** Adds n tables to the claims file at `path`, or replaces those of the same
 * names: writes a new file beside it, into which all else is copied as it is
 * stored, and renames it. A reader sees the old file or the new one. */
DS_MUST_USE ds_status ds_store_set_tables(const char *path, size_t n,
                                          const ds_table *const *tables,
                                          ds_error *err);

/** Closes it; NULL is fine. */
void ds_store_close(ds_store *s);

#endif
