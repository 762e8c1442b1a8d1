/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/huffman.h - Huffman codes as deflate wants them (RFC 1951, 3.2.2). */
#ifndef DS_HUFFMAN_H
#define DS_HUFFMAN_H

#include <stddef.h>
#include <stdint.h>

/** Most symbols of a code. */
enum { DS_HUFFMAN_SYMBOLS = 288 };

/** A symbol's code, its bits in the order in which they are written (from the
 * lowest), and their number; 0 bits: it does not occur. */
typedef struct ds_huffman_code {
    uint16_t code;
    uint8_t bits;
} ds_huffman_code;

/** Makes the codes of n symbols (at most DS_HUFFMAN_SYMBOLS) that occur
 * counts[i] times, none longer than `longest` bits, where 2^longest >= n. A
 * symbol that is alone gets one bit. The sum of the counts fits 32 bits.
 * Pure. */
void ds_huffman_make(const uint32_t *counts, size_t n, int longest,
                     ds_huffman_code *codes);

#endif
