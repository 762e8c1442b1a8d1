/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/hdf5/fletcher.h - the checksum behind each chunk of an HDF5 dataset with
 * the fletcher32 filter (H5checksum.c): Fletcher's sums over big-endian 16-bit
 * words, modulo 65535. */
#ifndef DS_FLETCHER_H
#define DS_FLETCHER_H

#include <stddef.h>
#include <stdint.h>

/** Bytes the checksum takes behind the data, little-endian. */
enum { DS_FLETCHER_BYTES = 4 };

/** The checksum of n bytes. */
uint32_t ds_fletcher32(const void *bytes, size_t n);

#endif
