/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/transcode.c - see transcode.h for the contract. */
#include "io/transcode.h"

#include <errno.h>
#include <iconv.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

int ds_encoding_find(const char *name)
{
    static const struct {
        const char *name;
        ds_encoding encoding;
    } names[] = {
        {"utf-8",   DS_ENCODING_UTF8   },
        {"utf8",    DS_ENCODING_UTF8   },
        {"gb18030", DS_ENCODING_GB18030},
        {"gbk",     DS_ENCODING_GB18030},
        {"gb2312",  DS_ENCODING_GB18030},
        {"cp936",   DS_ENCODING_GB18030}
    };
    for (size_t i = 0; i < DS_COUNT(names); i++)
        if (strcasecmp(name, names[i].name) == 0) return (int)names[i].encoding;
    return -1;
}

ds_status ds_transcoder_init(ds_transcoder *t, ds_encoding encoding,
                             ds_error *err)
{
    *t = (ds_transcoder){0};
    if (encoding == DS_ENCODING_UTF8) return DS_OK;
    const iconv_t made = iconv_open("UTF-8", "GB18030");
    if (made == (iconv_t)-1)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_ARG,
                               "this system's iconv does not know GB18030"),
                       "install the C library's gconv modules, or convert the "
                       "input to UTF-8 first");
    t->iconv = made;
    return DS_OK;
}

static bool is_ascii(const char *text, size_t n)
{
    unsigned char all = 0; /* vectorises */
    for (size_t i = 0; i < n; i++) all |= (unsigned char)text[i];
    return all < 0x80;
}

ds_status ds_transcode(ds_transcoder *t, char *text, size_t n, char **utf8,
                       size_t *n_utf8, ds_error *err)
{
    *utf8 = text;
    *n_utf8 = n;
    if (!t->iconv || is_ascii(text, n)) return DS_OK;
    /* two bytes become at most three, four at most four */
    if (n > SIZE_MAX / 2) return ds_fail(err, DS_ERR_NOMEM, "out of memory");
    const size_t room = 2 * n;
    DS_TRY(ds_buffer_reserve(&t->utf8, room + DS_TRANSCODE_PADDING, err));
    char *out = t->utf8.data;
    size_t left = room;
    iconv(t->iconv, NULL, NULL, NULL, NULL);
    while (n > 0) {
        if (iconv(t->iconv, &text, &n, &out, &left) != (size_t)-1) break;
        if (errno != EILSEQ && errno != EINVAL)
            return ds_fail(err, DS_ERR_DATA, "cannot transcode: %s",
                           strerror(errno));
        *out++ = '\xff';
        left--;
        text++;
        n--;
    }
    *utf8 = t->utf8.data;
    *n_utf8 = room - left;
    return DS_OK;
}

void ds_transcoder_destroy(ds_transcoder *t)
{
    if (t->iconv) iconv_close(t->iconv);
    ds_buffer_destroy(&t->utf8);
    *t = (ds_transcoder){0};
}
