/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/status.c - see status.h for the contract. */
#include "base/status.h"

#include "base/message.h"

#include <stdarg.h>
#include <stdio.h>

#define DS_STATUS_ROW(name, exit_code, text) {exit_code, text},
static const struct {
    int exit_code;
    const char *text;
} statuses[] = {DS_STATUS_LIST(DS_STATUS_ROW)};

ds_status ds_fail(ds_error *err, ds_status status, const char *fmt, ...)
{
    if (!err) return status;
    va_list args;
    va_start(args, fmt);
    err->status = status;
    err->hint[0] = '\0';
    err->hint_zh[0] = '\0';
    ds_message_format(err->zh, sizeof err->zh, fmt, args);
    vsnprintf(err->text, sizeof err->text, fmt, args);
    va_end(args);
    return status;
}

void ds_error_in(ds_error *err, const char *name)
{
    const ds_error was = *err;
    snprintf(err->text, sizeof err->text, "%.250s: %.500s", name, was.text);
    snprintf(err->zh, sizeof err->zh, "%.250s：%.500s", name, was.zh);
}

ds_status ds_hint(ds_error *err, ds_status status, const char *fmt, ...)
{
    if (!err) return status;
    va_list args;
    va_start(args, fmt);
    ds_message_format(err->hint_zh, sizeof err->hint_zh, fmt, args);
    vsnprintf(err->hint, sizeof err->hint, fmt, args);
    va_end(args);
    return status;
}

const char *ds_status_text(ds_status status)
{
    return (size_t)status < DS_COUNT(statuses) ? statuses[status].text
                                               : "unknown status";
}

int ds_status_exit(ds_status status)
{
    return (size_t)status < DS_COUNT(statuses) ? statuses[status].exit_code : 1;
}
