/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/infile.c - see infile.h for the contract. */
#include "io/infile.h"

#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <string.h>
#include <unistd.h>

static const struct {
    int error;
    const char *remedy;
} remedies[] = {
    {ENOENT,       "check the name, or make the file first"               },
    {ENOTDIR,      "check the name: a file stands where a folder is named"},
    {EISDIR,       "give the name of a file in it"                        },
    {EACCES,       "ask its owner for the right to read it"               },
    {EPERM,        "ask its owner for the right to read it"               },
    {ENAMETOOLONG, "give a shorter name"                                  },
    {EIO,          "the disk fails: copy the file from its source"        },
};

ds_status ds_file_crc32(const char *path, uint32_t *crc, ds_error *err)
{
    char bytes[1 << 16];
    ssize_t n;
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return ds_fail_read(err, path, errno);
    *crc = 0;
    while ((n = read(fd, bytes, sizeof bytes)) > 0)
        *crc = libdeflate_crc32(*crc, bytes, (size_t)n);
    const int error = errno;
    close(fd);
    return n == 0 ? DS_OK : ds_fail_read(err, path, error);
}

ds_status ds_fail_read(ds_error *err, const char *path, int error)
{
    const char *remedy = "check the file and the disk it is on";
    for (size_t i = 0; i < DS_COUNT(remedies); i++)
        if (remedies[i].error == error) remedy = remedies[i].remedy;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_IO, "cannot read %s: %s", path,
                           strerrordesc_np(error)),
                   "%s", remedy);
}
