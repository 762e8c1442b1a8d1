/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/outfile.c - see outfile.h for the contract. */
#include "io/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MODE = 0600, MAX_TRIES = 1000 };

ds_status ds_fail_write(ds_error *err, const char *path, int error)
{
    const char *remedy = "check the folder's permissions and its disk";
    if (error == ENOSPC || error == EDQUOT)
        remedy = "free some space, or write to another disk";
    if (error == ENOENT || error == ENOTDIR)
        remedy = "make the folder first, or name another one";
    if (error == ENAMETOOLONG) remedy = "give a shorter name";
    if (error == EFBIG) remedy = "raise the limit on file sizes (ulimit -f)";
    return ds_hint(err,
                   ds_fail(err, DS_ERR_IO, "cannot write %s: %s", path,
                           strerrordesc_np(error)),
                   "%s", remedy);
}

char *ds_folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash) return strdup(".");
    return strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

/* What stands at the path already decides whether we may write there. */
static ds_status may_write(const char *path, bool force, ds_error *err)
{
    struct stat there;
    if (path[0] == '\0')
        return ds_hint(err, ds_fail(err, DS_ERR_ARG, "an output has no name"),
                       "give the name of a file with -o");
    if (lstat(path, &there) != 0) {
        if (errno == ENOENT) return DS_OK;
        return ds_fail_write(err, path, errno);
    }
    if (!force)
        return ds_hint(
            err, ds_fail(err, DS_ERR_IO, "%s exists already", path),
            "give another name with -o, or --force to replace the file");
    if (!S_ISREG(there.st_mode) && !S_ISLNK(there.st_mode))
        return ds_hint(err, ds_fail(err, DS_ERR_IO, "%s is not a file", path),
                       "give the name of a file with -o");
    return DS_OK;
}

/* The n-th temporary name beside `path`, in fresh memory. */
static char *temp_name(const char *path, int n)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;
    char *name = NULL;
    if (asprintf(&name, "%.*s.%.200s.tmp-%ld-%d", (int)(base - path), path,
                 base, (long)getpid(), n) < 0)
        return NULL;
    return name;
}

static int open_named(const char *path, char **temp)
{
    for (int n = 0; n < MAX_TRIES; n++) {
        char *name = temp_name(path, n);
        if (!name) return -1;
        const int fd = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, MODE);
        if (fd >= 0) {
            *temp = name;
            return fd;
        }
        const int error = errno;
        free(name);
        errno = error;
        if (error != EEXIST) return -1;
    }
    return -1;
}

/* An unnamed file, -1 where the file system has none, or where it could not
 * be named later for want of /proc. */
static int open_unnamed(const char *path)
{
    char *folder = ds_folder_of(path);
    if (!folder) return -1;
    const int fd = access("/proc/self/fd", X_OK) == 0
                       ? open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, MODE)
                       : -1;
    free(folder);
    return fd;
}

static ds_status begin(ds_outfile *f, const char *path, bool force, bool named,
                       ds_error *err)
{
    *f = (ds_outfile){.fd = -1, .force = force};
    DS_TRY(may_write(path, force, err));
    f->path = strdup(path);
    if (!f->path) return ds_fail(err, DS_ERR_NOMEM, "out of memory");
    if (!named) f->fd = open_unnamed(path);
    if (f->fd < 0) f->fd = open_named(path, &f->temp);
    if (f->fd < 0 || fchmod(f->fd, MODE) != 0) {
        const int error = errno;
        ds_outfile_abort(f);
        return ds_fail_write(err, path, error);
    }
    return DS_OK;
}

ds_status ds_outfile_open(ds_outfile *f, const char *path, bool force,
                          ds_error *err)
{
    return begin(f, path, force, false, err);
}

ds_status ds_outfile_open_named(ds_outfile *f, const char *path, bool force,
                                ds_error *err)
{
    return begin(f, path, force, true, err);
}

ds_status ds_outfile_check(const char *path, bool force, ds_error *err)
{
    ds_outfile f;
    DS_TRY(ds_outfile_open(&f, path, force, err));
    ds_outfile_abort(&f);
    return DS_OK;
}

ds_status ds_spool_open(const char *path, int *fd, ds_error *err)
{
    char *temp = NULL;
    *fd = open_unnamed(path);
    if (*fd < 0) *fd = open_named(path, &temp);
    if (*fd < 0) return ds_fail_write(err, path, errno);
    if (temp) unlink(temp);
    free(temp);
    return DS_OK;
}

ds_status ds_outfile_write(ds_outfile *f, const void *bytes, size_t n,
                           ds_error *err)
{
    const char *from = bytes;
    while (n > 0) {
        const ssize_t written = write(f->fd, from, n);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return ds_fail_write(err, f->path, errno);
        from += written;
        n -= (size_t)written;
    }
    return DS_OK;
}

const char *ds_outfile_alias(const ds_outfile *f, char alias[64])
{
    if (f->temp) return f->temp;
    snprintf(alias, 64, "/proc/self/fd/%d", f->fd);
    return alias;
}

ds_status ds_write_at(int fd, const void *bytes, size_t n, size_t offset,
                      const char *path, ds_error *err)
{
    const char *from = bytes;
    while (n > 0) {
        const ssize_t written = pwrite(fd, from, n, (off_t)offset);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return ds_fail_write(err, path, errno);
        from += written;
        offset += (size_t)written;
        n -= (size_t)written;
    }
    return DS_OK;
}

/* Gives the unnamed file the first free temporary name, from which it can be
 * renamed over an existing file; linking cannot replace. */
static bool link_temp(ds_outfile *f, const char *self)
{
    for (int n = 0; n < MAX_TRIES; n++) {
        char *name = temp_name(f->path, n);
        if (!name) return false;
        if (linkat(AT_FDCWD, self, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0) {
            f->temp = name;
            return true;
        }
        const int error = errno;
        free(name);
        errno = error;
        if (error != EEXIST) return false;
    }
    return false;
}

/* Without force a file that appeared meanwhile stays: link() refuses to
 * replace it, and so does this rename(), which not every file system has. */
static bool give_new_name(ds_outfile *f, const char *self)
{
    const char *from = f->temp ? f->temp : self;
    if (f->temp && renameat2(AT_FDCWD, f->temp, AT_FDCWD, f->path,
                             RENAME_NOREPLACE) == 0) {
        free(f->temp);
        f->temp = NULL;
        return true;
    }
    if (f->temp && errno != EINVAL && errno != ENOSYS) return false;
    return linkat(AT_FDCWD, from, AT_FDCWD, f->path, AT_SYMLINK_FOLLOW) == 0;
}

static bool give_name(ds_outfile *f)
{
    char self[64];
    snprintf(self, sizeof self, "/proc/self/fd/%d", f->fd);
    if (!f->force) return give_new_name(f, self);
    if (!f->temp && !link_temp(f, self)) return false;
    if (rename(f->temp, f->path) != 0) return false;
    free(f->temp);
    f->temp = NULL;
    return true;
}

static int sync_folder(const char *path)
{
    char *folder = ds_folder_of(path);
    if (!folder) return ENOMEM;
    const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int error = fd < 0 || fsync(fd) != 0 ? errno : 0;
    if (error == EINVAL || error == EROFS) error = 0; /* cannot be synced */
    if (fd >= 0) close(fd);
    free(folder);
    return error;
}

/* A file that is replaced keeps its mode: who could read it still can. */
static void keep_mode(const ds_outfile *f)
{
    struct stat there;
    if (f->force && stat(f->path, &there) == 0 && S_ISREG(there.st_mode) &&
        fchmod(f->fd, there.st_mode & 0777) != 0)
        return; /* then it stays ours alone */
}

ds_status ds_outfile_commit(ds_outfile *f, ds_error *err)
{
    ds_status st = DS_OK;
    int error = 0;
    keep_mode(f);
    if (fsync(f->fd) != 0 || !give_name(f)) error = errno;
    if (error == EEXIST) st = may_write(f->path, false, err);
    if (error == 0) error = sync_folder(f->path);
    if (error != 0 && st == DS_OK) st = ds_fail_write(err, f->path, error);
    ds_outfile_abort(f);
    return st;
}

void ds_outfile_abort(ds_outfile *f)
{
    if (f->temp) unlink(f->temp);
    if (f->path && f->fd >= 0) close(f->fd);
    free(f->temp);
    free(f->path);
    *f = (ds_outfile){.fd = -1};
}
