/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/huffman.c - see huffman.h for the contract. */
#include "io/huffman.h"

#include <stdlib.h>

enum { MOST_BITS = 32 };

/* count << 16 | symbol: sorts by count, then by symbol. */
typedef uint64_t leaf;

static int by_count(const void *a, const void *b)
{
    const leaf left = *(const leaf *)a, right = *(const leaf *)b;
    return (left > right) - (left < right);
}

static size_t sort_leaves(const uint32_t *counts, size_t n, leaf *leaves)
{
    size_t used = 0;
    for (size_t i = 0; i < n; i++)
        if (counts[i] > 0) leaves[used++] = (leaf)counts[i] << 16 | i;
    qsort(leaves, used, sizeof *leaves, by_count);
    return used;
}

/* Depth of every leaf, rarest first: the tree is built from two queues, the
 * sorted leaves and the nodes, which come in the order of their counts. */
static void find_depths(const leaf *leaves, size_t n, uint8_t *depths)
{
    uint64_t count[DS_HUFFMAN_SYMBOLS];
    uint16_t parent[2 * DS_HUFFMAN_SYMBOLS]; /* leaves, then nodes */
    uint8_t depth[DS_HUFFMAN_SYMBOLS];
    size_t next_leaf = 0, next_node = 0;
    for (size_t node = 0; node + 1 < n; node++) {
        count[node] = 0;
        for (int child = 0; child < 2; child++) {
            const int takes_leaf =
                next_leaf < n && (next_node == node ||
                                  leaves[next_leaf] >> 16 <= count[next_node]);
            const size_t i = takes_leaf ? next_leaf++ : n + next_node++;
            count[node] += takes_leaf ? leaves[i] >> 16 : count[i - n];
            parent[i] = (uint16_t)node;
        }
    }
    depth[n - 2] = 0; /* the root */
    for (size_t node = n - 2; node-- > 0;)
        depth[node] = (uint8_t)(depth[parent[n + node]] + 1);
    for (size_t i = 0; i < n; i++) depths[i] = (uint8_t)(depth[parent[i]] + 1);
}

/* How many leaves have each depth, none above `longest`: too deep ones are cut
 * off, and leaves above them lowered until the code is complete again (the
 * method of zlib). */
static void limit_depths(const uint8_t *depths, size_t n, int longest,
                         uint32_t *of_depth)
{
    uint64_t taken = 0; /* in units of 2^-longest */
    for (size_t i = 0; i < n; i++)
        of_depth[depths[i] < longest ? depths[i] : longest]++;
    for (int d = 1; d <= longest; d++)
        taken += (uint64_t)of_depth[d] << (longest - d);
    for (; taken > UINT64_C(1) << longest; taken--) {
        int d = longest - 1;
        while (of_depth[d] == 0) d--;
        of_depth[longest]--;
        of_depth[d]--;
        of_depth[d + 1] += 2;
    }
}

static uint16_t reversed(uint32_t code, int bits)
{
    uint32_t r = 0;
    for (int i = 0; i < bits; i++) r |= (code >> i & 1u) << (bits - 1 - i);
    return (uint16_t)r;
}

/* Codes of equal length count up with the symbols. */
static void number_codes(ds_huffman_code *codes, size_t n, int longest,
                         const uint32_t *of_depth)
{
    uint32_t next[MOST_BITS] = {0};
    for (int d = 1; d < longest; d++)
        next[d + 1] = (next[d] + of_depth[d]) << 1;
    for (size_t i = 0; i < n; i++)
        if (codes[i].bits > 0)
            codes[i].code = reversed(next[codes[i].bits]++, codes[i].bits);
}

void ds_huffman_make(const uint32_t *counts, size_t n, int longest,
                     ds_huffman_code *codes)
{
    leaf leaves[DS_HUFFMAN_SYMBOLS];
    uint8_t depths[DS_HUFFMAN_SYMBOLS] = {1};
    uint32_t of_depth[MOST_BITS] = {0};
    const size_t used = sort_leaves(counts, n, leaves);
    for (size_t i = 0; i < n; i++) codes[i] = (ds_huffman_code){0};
    if (used == 0) return;
    if (used > 1) find_depths(leaves, used, depths);
    limit_depths(depths, used, longest, of_depth);
    size_t i = 0; /* the rarest get the longest codes */
    for (int d = longest; d > 0; d--)
        for (uint32_t k = 0; k < of_depth[d]; k++)
            codes[leaves[i++] & 0xffff].bits = (uint8_t)d;
    number_codes(codes, n, longest, of_depth);
}
