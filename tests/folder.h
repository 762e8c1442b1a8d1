/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/folder.h - a temporary folder for a test program's files. */
#ifndef DS_TEST_FOLDER_H
#define DS_TEST_FOLDER_H

#include "tests/test.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FOLDER_PATH_SIZE = 512 };

static char folder[256];

/** Setup of a group: makes the folder. */
static inline int folder_make(void **state)
{
    const char *parent = getenv("TMPDIR");
    (void)state;
    snprintf(folder, sizeof folder, "%s/dianshu-test-XXXXXX",
             parent ? parent : "/tmp");
    return mkdtemp(folder) ? 0 : -1;
}

static inline int folder_drop(const char *path, const struct stat *s, int type,
                              struct FTW *f)
{
    (void)s, (void)type, (void)f;
    return remove(path);
}

/** Teardown of a group: removes it with what is in it. */
static inline int folder_remove(void **state)
{
    (void)state;
    return nftw(folder, folder_drop, 8, FTW_DEPTH | FTW_PHYS);
}

/** The path of a file in it. */
static inline const char *folder_path(const char *name,
                                      char path[FOLDER_PATH_SIZE])
{
    snprintf(path, FOLDER_PATH_SIZE, "%.250s/%.250s", folder, name);
    return path;
}

/** Writes a file of n bytes into it. */
static inline void folder_write_bytes(const char *name, const void *bytes,
                                      size_t n)
{
    char path[FOLDER_PATH_SIZE];
    FILE *out = fopen(folder_path(name, path), "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, n, out), n);
    assert_int_equal(fclose(out), 0);
}

/** Writes a text file into it. */
static inline void folder_write(const char *name, const char *text)
{
    folder_write_bytes(name, text, strlen(text));
}

/** Reads a file of it; free() the bytes, which end with a zero. */
static inline char *folder_read(const char *name, size_t *n)
{
    char path[FOLDER_PATH_SIZE];
    FILE *in = fopen(folder_path(name, path), "rb");
    assert_non_null(in);
    assert_int_equal(fseek(in, 0, SEEK_END), 0);
    *n = (size_t)ftell(in);
    rewind(in);
    char *bytes = malloc(*n + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *n, in), *n);
    bytes[*n] = '\0';
    fclose(in);
    return bytes;
}

#endif
