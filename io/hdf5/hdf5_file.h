/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/hdf5/hdf5_file.h - HDF5 files over an open descriptor, quietly.
 *
 * All HDF5 calls of this program run under one lock: a thread calls
 * ds_hdf5_enter() before the first and ds_hdf5_leave() after the last of a
 * sequence; every other ds_hdf5_* function is called in between. The first
 * entry readies the library: no work at exit (it crashes after a full disk),
 * no plugins from the environment; every entry: no printing of errors.
 *
 * Files are written through a descriptor (io/outfile.h), so that they need no
 * name before they are whole, and so that a failed write is known with its
 * system error: HDF5 itself may report later calls as successful. */
#ifndef DS_HDF5_FILE_H
#define DS_HDF5_FILE_H

#include "base/status.h"

#include <hdf5.h>
#include <stdbool.h>

/** Takes the lock of HDF5; not recursive. */
void ds_hdf5_enter(void);

/** Gives it back. */
void ds_hdf5_leave(void);

/** An open file. Zero it before first use; it must not move while open. */
typedef struct ds_hdf5_file {
    hid_t id;         /**< 0 when not open */
    int fd;           /**< borrowed */
    int write_error;  /**< errno of the first write that failed, or 0 */
    const char *path; /**< for messages; borrowed */
} ds_hdf5_file;

/** Makes an empty file in `fd` (read and write), format of HDF5 1.10 with
 * checksums on all metadata, no times. */
DS_MUST_USE ds_status ds_hdf5_create(ds_hdf5_file *f, int fd, const char *path,
                                     ds_error *err);

/** Opens `fd` for reading. DS_ERR_FORMAT where it is no HDF5 file, or is cut
 * short or damaged. */
DS_MUST_USE ds_status ds_hdf5_open(ds_hdf5_file *f, int fd, const char *path,
                                   ds_error *err);

/** Closes it with everything still open in it; the descriptor stays open.
 * DS_ERR_IO where anything written to it failed. */
DS_MUST_USE ds_status ds_hdf5_close(ds_hdf5_file *f, ds_error *err);

/** Closes it without asking; takes closed ones. */
void ds_hdf5_drop(ds_hdf5_file *f);

/** The error of a failed HDF5 call: DS_ERR_IO with the system's error after a
 * failed write, else DS_ERR_FORMAT "<path>: cannot <what> <name>" with the
 * remedy for damaged files. */
ds_status ds_hdf5_fail(const ds_hdf5_file *f, const char *what,
                       const char *name, ds_error *err);

/** DS_OK, or the error of the first failed write: HDF5 calls succeed even
 * then. Long writers ask now and then to stop early. */
DS_MUST_USE ds_status ds_hdf5_check(const ds_hdf5_file *f, ds_error *err);

/** Makes a group in `parent` (f->id for the root). */
DS_MUST_USE ds_status ds_hdf5_group_create(ds_hdf5_file *f, hid_t parent,
                                           const char *name, hid_t *group,
                                           ds_error *err);

/** A creation list for datasets as this program writes them: no times,
 * attributes in the header. H5Pclose it; negative on failure. */
hid_t ds_hdf5_dataset_list(void);

/** Whether `parent` has an object of that name, as a hard link (links to
 * elsewhere are never followed). */
bool ds_hdf5_has(hid_t parent, const char *name);

/** Whether `parent` has an object of that name that cannot be opened, or it
 * cannot be told. */
bool ds_hdf5_is_broken(hid_t parent, const char *name);

/** How many members a group has; 0 where that cannot be read. */
uint64_t ds_hdf5_members(hid_t group);

/** The name of the i-th member, in the order of making (where the file keeps
 * it) or of names; false where it cannot be read or is longer. */
bool ds_hdf5_member(hid_t group, uint64_t i, char *name, size_t size);

/* ---- attributes ---------------------------------------------------------- */

/** Adds an attribute: a UTF-8 string, an integer, a list of n strings. An
 * empty string, or NULL, is not written. */
DS_MUST_USE ds_status ds_hdf5_set_text(ds_hdf5_file *f, hid_t object,
                                       const char *name, const char *text,
                                       ds_error *err);
DS_MUST_USE ds_status ds_hdf5_set_int(ds_hdf5_file *f, hid_t object,
                                      const char *name, int64_t value,
                                      ds_error *err);

/** The same with the strings between the bars of "unknown|no|yes". */
DS_MUST_USE ds_status ds_hdf5_set_names(ds_hdf5_file *f, hid_t object,
                                        const char *name, const char *joined,
                                        ds_error *err);

/** Reads a string attribute into text[size]: false, and "", where there is
 * none, or it is something else or too long. Strings of fixed and of variable
 * length are read. */
bool ds_hdf5_get_text(hid_t object, const char *name, char *text, size_t size);

/** Whether a list of strings is the one between the bars of `joined`. */
bool ds_hdf5_names_equal(hid_t object, const char *name, const char *joined);

/** Reads an integer attribute; false, *value untouched, where there is none or
 * it is something else. */
bool ds_hdf5_get_int(hid_t object, const char *name, int64_t *value);

#endif
