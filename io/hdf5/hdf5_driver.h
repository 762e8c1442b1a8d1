/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/hdf5/hdf5_driver.h - lets HDF5 read and write a descriptor of ours.
 *
 * Its own driver takes names only, resolves links in them (a file without a
 * name has none), and crashes at exit after a full disk. This one keeps the
 * first error of a write in the ds_hdf5_file and lets HDF5 carry on as if it
 * had succeeded, so that HDF5 can always close; the file is dropped then. */
#ifndef DS_HDF5_DRIVER_H
#define DS_HDF5_DRIVER_H

#include "io/hdf5/hdf5_file.h"

/** Registers the driver; once, under the lock. Negative on failure. */
hid_t ds_hdf5_driver(void);

/** Makes an access list with the driver on `f`, which must outlive it. */
hid_t ds_hdf5_access_list(hid_t driver, ds_hdf5_file *f);

#endif
