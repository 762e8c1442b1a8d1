/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import/import_input.c - see import_input.h for the contract. */
#include "io/import/import_input.h"

#include "base/buffer.h"
#include "io/infile.h"

#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { RAW_BYTES = 256 << 10, GZIP_WINDOW = 15 + 16, GZIP_HEADER = 2 };

struct ds_input {
    int fd;
    char *name;
    bool is_gzip;
    bool raw_ended;    /* the descriptor has no more */
    bool member_ended; /* between two gzip members */
    z_stream z;        /* its next_in, avail_in: raw bytes not yet used */
    uint64_t bytes, size;
    uint32_t crc;
    unsigned char raw[RAW_BYTES];
};

/* Adds raw bytes behind those not yet used, until there are `wanted` or no
 * more. */
static ds_status refill(ds_input *in, size_t wanted, ds_error *err)
{
    if (in->z.avail_in > 0) memmove(in->raw, in->z.next_in, in->z.avail_in);
    in->z.next_in = in->raw;
    while (in->z.avail_in < wanted && !in->raw_ended) {
        unsigned char *at = in->raw + in->z.avail_in;
        const ssize_t n = read(in->fd, at, RAW_BYTES - in->z.avail_in);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return ds_fail_read(err, in->name, errno);
        in->raw_ended = n == 0;
        in->crc = libdeflate_crc32(in->crc, at, (size_t)n);
        in->bytes += (uint64_t)n;
        in->z.avail_in += (uInt)n;
    }
    return DS_OK;
}

static bool at_gzip_header(const ds_input *in)
{
    return in->z.avail_in >= GZIP_HEADER && in->z.next_in[0] == 0x1f &&
           in->z.next_in[1] == 0x8b;
}

static ds_status start(ds_input *in, const char *path, ds_error *err)
{
    const bool is_stdin = strcmp(path, "-") == 0;
    struct stat about;
    in->fd = -1;
    in->name = strdup(is_stdin ? "standard input" : path);
    if (!in->name) return ds_fail(err, DS_ERR_NOMEM, "out of memory");
    in->fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (in->fd < 0) return ds_fail_read(err, path, errno);
    if (fstat(in->fd, &about) == 0 && S_ISREG(about.st_mode))
        in->size = (uint64_t)about.st_size;
    DS_TRY(refill(in, GZIP_HEADER, err));
    in->is_gzip = at_gzip_header(in);
    if (in->is_gzip && inflateInit2(&in->z, GZIP_WINDOW) != Z_OK) {
        in->is_gzip = false;
        return ds_fail(err, DS_ERR_NOMEM, "out of memory");
    }
    return DS_OK;
}

ds_status ds_input_open(const char *path, ds_input **out, ds_error *err)
{
    DS_TRY(ds_alloc(out, 1, sizeof **out, err));
    const ds_status st = start(*out, path, err);
    if (st == DS_OK) return DS_OK;
    ds_input_close(*out);
    *out = NULL;
    return st;
}

static ds_status fail_gzip(const ds_input *in, const char *what, ds_error *err)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA, "%s: %s, after %llu bytes of it",
                           in->name, what, (unsigned long long)in->bytes),
                   "gzip -t tells whether the file is whole; get it again");
}

/* Behind a member: another one, the end, or something that does not belong
 * there. Zero bytes are padding, as gzip takes them. */
static ds_status next_member(ds_input *in, ds_error *err)
{
    do {
        DS_TRY(refill(in, GZIP_HEADER, err));
        if (at_gzip_header(in)) {
            in->member_ended = false;
            inflateReset(&in->z);
            return DS_OK;
        }
        while (in->z.avail_in > 0 && *in->z.next_in == 0) {
            in->z.next_in++;
            in->z.avail_in--;
        }
    } while (in->z.avail_in < GZIP_HEADER && !in->raw_ended);
    if (at_gzip_header(in)) return next_member(in, err);
    return in->z.avail_in == 0
               ? DS_OK
               : fail_gzip(in, "other bytes behind the gzip data", err);
}

static ds_status inflate_some(ds_input *in, ds_error *err)
{
    if (in->member_ended) return next_member(in, err);
    if (in->z.avail_in == 0) DS_TRY(refill(in, 1, err));
    if (in->z.avail_in == 0)
        return fail_gzip(in, "the gzip data ends too early", err);
    const int result = inflate(&in->z, Z_NO_FLUSH);
    if (result == Z_STREAM_END)
        in->member_ended = true;
    else if (result != Z_OK && result != Z_BUF_ERROR)
        return fail_gzip(in, "the gzip data is damaged", err);
    return DS_OK;
}

static bool is_at_end(const ds_input *in)
{
    const bool is_empty = in->raw_ended && in->z.avail_in == 0;
    return is_empty && (!in->is_gzip || in->member_ended);
}

static ds_status read_gzip(ds_input *in, char *data, size_t size, size_t *n,
                           ds_error *err)
{
    *n = 0;
    while (*n < size && !is_at_end(in)) {
        const size_t room = size - *n < RAW_BYTES ? size - *n : RAW_BYTES;
        in->z.next_out = (unsigned char *)data + *n;
        in->z.avail_out = (uInt)room;
        DS_TRY(inflate_some(in, err));
        *n += room - in->z.avail_out;
    }
    return DS_OK;
}

static ds_status read_plain(ds_input *in, char *data, size_t size, size_t *n,
                            ds_error *err)
{
    *n = 0;
    while (*n < size && !is_at_end(in)) {
        if (in->z.avail_in == 0) DS_TRY(refill(in, 1, err));
        const size_t left = size - *n, have = in->z.avail_in;
        const size_t take = left < have ? left : have;
        memcpy(data + *n, in->z.next_in, take);
        in->z.next_in += take;
        in->z.avail_in -= (uInt)take;
        *n += take;
    }
    return DS_OK;
}

ds_status ds_input_read(ds_input *in, char *data, size_t size, size_t *n,
                        ds_error *err)
{
    return in->is_gzip ? read_gzip(in, data, size, n, err)
                       : read_plain(in, data, size, n, err);
}

const char *ds_input_name(const ds_input *in) { return in->name; }
uint64_t ds_input_bytes(const ds_input *in) { return in->bytes; }
uint32_t ds_input_crc(const ds_input *in) { return in->crc; }
uint64_t ds_input_size(const ds_input *in) { return in->size; }

void ds_input_close(ds_input *in)
{
    if (!in) return;
    if (in->is_gzip) inflateEnd(&in->z);
    if (in->fd > STDERR_FILENO) close(in->fd);
    free(in->name);
    free(in);
}
