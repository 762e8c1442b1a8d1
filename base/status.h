/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/status.h - the one list of ways this library can fail. */
#ifndef DS_STATUS_H
#define DS_STATUS_H

/* X(code, exit code of the program, text). Exit codes: 0 done, 1 failed,
 * 2 misused, 3 bad data, 4 not converged or infeasible, 75 stopped. */
#define DS_STATUS_LIST(X)                                                      \
    X(DS_OK, 0, "success")                                                     \
    X(DS_ERR_IO, 1, "read or write failed")                                    \
    X(DS_ERR_NOMEM, 1, "out of memory")                                        \
    X(DS_ERR_ARG, 2, "wrong argument")                                         \
    X(DS_ERR_CONFIG, 2, "wrong configuration")                                 \
    X(DS_ERR_FORMAT, 3, "input does not match its schema")                     \
    X(DS_ERR_DATA, 3, "bad data")                                              \
    X(DS_ERR_OVERFLOW, 3, "a number is too large")                             \
    X(DS_ERR_INFEASIBLE, 4, "no solution")                                     \
    X(DS_ERR_CANCELLED, 75, "stopped")

#define DS_STATUS_ENUM(name, exit_code, text) name,
typedef enum ds_status { DS_STATUS_LIST(DS_STATUS_ENUM) } ds_status;
#undef DS_STATUS_ENUM

#define DS_MUST_USE __attribute__((warn_unused_result))
#define DS_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

/** What failed and where (text), and what to do (hint, may be empty).
 * Owned by the caller, never allocated; zero it before first use. */
typedef struct ds_error {
    ds_status status;
    char text[768];
    char hint[512];
    char zh[768];      /**< the text in Chinese (base/messages.def) */
    char hint_zh[512]; /**< the hint in Chinese */
} ds_error;

/** Fills err (which may be NULL), empties its hint and returns `status`, so
 * that failing is one line. The text names file, row or key, and column. */
ds_status ds_fail(ds_error *err, ds_status status, const char *fmt, ...)
    DS_PRINTF(3, 4);

/** Puts "name: " before the text of an error, in both languages; for one that
 * knows a table but not the file that it was read from. */
void ds_error_in(ds_error *err, const char *name);

/** Adds the remedy to an error just made by ds_fail; returns its status.
 * Use: return ds_hint(err, ds_fail(err, DS_ERR_IO, "..."), "free some ..."); */
ds_status ds_hint(ds_error *err, ds_status status, const char *fmt, ...)
    DS_PRINTF(3, 4);

/** Short English text of a status, never NULL. */
const char *ds_status_text(ds_status status);

/** The program's exit code for a status. */
int ds_status_exit(ds_status status);

/** Jumps to the function's single `done:` label when a call fails; needs a
 * local `ds_status st`. */
#define DS_GO(expr)                                                            \
    do {                                                                       \
        if ((st = (expr)) != DS_OK) goto done;                                 \
    } while (0)

/** Returns from the function when a call fails. */
#define DS_TRY(expr)                                                           \
    do {                                                                       \
        ds_status ds_try_ = (expr);                                            \
        if (ds_try_ != DS_OK) return ds_try_;                                  \
    } while (0)

#define DS_COUNT(array) (sizeof(array) / sizeof *(array))

#endif
