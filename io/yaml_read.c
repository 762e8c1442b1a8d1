/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/yaml_read.c - libyaml's events, walked with a short leash.
 *
 * libyaml is quadratic in nested flow collections (32,000 open brackets take
 * 3 s), so bytes and depth are capped while the events come. */
#include "base/message.h"
#include "io/yaml_read.h"

#include "io/infile.h"
#include "io/utf8.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

typedef struct place {
    size_t text; /* where its text starts in texts */
    size_t line;
    bool is_list;
} place;

typedef struct walker {
    yaml_parser_t parser;
    yaml_event_t event; /* the one looked at */
    bool has_event;
    const char *path;
    ds_yaml *out;
    ds_error *err;
    char key[DS_YAML_MAX_KEY + 1]; /* of the mapping we are in */
    size_t key_length;
    int depth;
} walker;

static const place *place_of(const ds_yaml *y, size_t i)
{
    return (const place *)y->places.data + i;
}

const char *ds_yaml_key(const ds_yaml *y, size_t i)
{
    return ds_dict_text(&y->keys, (uint32_t)(i + 1));
}

const char *ds_yaml_text(const ds_yaml *y, size_t i)
{
    return (const char *)y->texts.data + place_of(y, i)->text;
}

size_t ds_yaml_line(const ds_yaml *y, size_t i) { return place_of(y, i)->line; }

bool ds_yaml_is_list(const ds_yaml *y, size_t i)
{
    return place_of(y, i)->is_list;
}

ptrdiff_t ds_yaml_find(const ds_yaml *y, const char *key)
{
    const uint32_t code = ds_dict_find(&y->keys, key, strlen(key));
    return code == UINT32_MAX ? -1 : (ptrdiff_t)code - 1;
}

void ds_yaml_destroy(ds_yaml *y)
{
    ds_dict_destroy(&y->keys);
    ds_buffer_destroy(&y->places);
    ds_buffer_destroy(&y->texts);
    *y = (ds_yaml){0};
}

/* ---- reading the bytes --------------------------------------------------- */

static ds_status read_bytes(const char *path, ds_buffer *bytes, size_t *n,
                            ds_error *err)
{
    DS_TRY(ds_buffer_reserve(bytes, DS_YAML_MAX_BYTES + 1, err));
    FILE *in = fopen(path, "rbe");
    if (!in) return ds_fail_read(err, path, errno);
    *n = fread(bytes->data, 1, DS_YAML_MAX_BYTES + 1, in);
    const int failed = ferror(in) ? errno : 0;
    fclose(in);
    if (failed) return ds_fail_read(err, path, failed);
    if (*n > DS_YAML_MAX_BYTES)
        return ds_hint(
            err, ds_fail(err, DS_ERR_CONFIG, "%s: larger than 1 MiB", path),
            "a configuration is small; is this the right file?");
    return DS_OK;
}

static ds_status check_bytes(const char *path, const char *bytes, size_t n,
                             ds_error *err)
{
    size_t line = 1;
    uint32_t c;
    for (size_t i = 0, length; i < n; i += length) {
        length = ds_utf8_next(bytes + i, n - i, &c);
        line += c == '\n';
        if ((c != DS_UTF8_BAD || length != 1) && c != 0) continue;
        return ds_hint(
            err,
            ds_fail(err, DS_ERR_CONFIG, "%s:%zu: not UTF-8 text", path, line),
            "save the file as UTF-8");
    }
    return DS_OK;
}

/* ---- refusing ------------------------------------------------------------ */

/* DS_ERR_CONFIG at a line of the file, in the mapping that is being read. */
DS_PRINTF(4, 5)
static ds_status refuse(walker *w, size_t line, const char *remedy,
                        const char *fmt, ...)
{
    char what[256], zh[256];
    const char *colon = w->key_length ? ": " : "";
    va_list args;
    va_start(args, fmt);
    ds_message_format(zh, sizeof zh, fmt, args);
    vsnprintf(what, sizeof what, fmt, args);
    va_end(args);
    const ds_status st = ds_fail(w->err, DS_ERR_CONFIG, "%s:%zu: %s%s%s",
                                 w->path, line, w->key, colon, what);
    if (w->err)
        snprintf(w->err->zh, sizeof w->err->zh, "%.300s:%zu：%.100s%s%s",
                 w->path, line, w->key, colon, zh);
    return ds_hint(w->err, st, "%s", remedy);
}

static size_t event_line(const walker *w)
{
    return w->event.start_mark.line + 1;
}

static void pop_key(walker *w, size_t saved)
{
    w->key_length = saved;
    w->key[saved] = '\0';
}

/* What libyaml says, and what is mostly behind it. */
static ds_status broken(walker *w)
{
    const yaml_parser_t *p = &w->parser;
    const char *problem = p->problem ? p->problem : "unknown reason";
    pop_key(w, 0); /* it may be of the line before */
    if (p->error == YAML_MEMORY_ERROR)
        return ds_fail(w->err, DS_ERR_NOMEM, "%s: out of memory", w->path);
    return refuse(
        w, p->problem_mark.line + 1,
        strstr(problem, " tab ") ? "indent with blanks, not tabs"
        : strstr(problem, "start any token")
            ? "put texts that begin with @, ` or % into quotes, and indent "
              "with blanks"
            : "compare the indentation with the lines around it; put texts "
              "with ': ' or ' #' into quotes",
        "not valid YAML: %s", problem);
}

/* ---- walking the events -------------------------------------------------- */

static ds_status check_marks(walker *w, const yaml_char_t *anchor,
                             const yaml_char_t *tag)
{
    if (anchor)
        return refuse(w, event_line(w),
                      "remove it, and write the value out where it is used",
                      "anchors (&%.40s) are not allowed", (const char *)anchor);
    if (tag)
        return refuse(w, event_line(w),
                      "remove it: the key says what its value is",
                      "tags (%.40s) are not allowed", (const char *)tag);
    return DS_OK;
}

static ds_status check_event(walker *w)
{
    const yaml_event_t *e = &w->event;
    switch (e->type) {
    case YAML_ALIAS_EVENT:
        return refuse(w, event_line(w), "write the value out",
                      "aliases (*%.40s) are not allowed",
                      (const char *)e->data.alias.anchor);
    case YAML_SCALAR_EVENT:
        return check_marks(w, e->data.scalar.anchor, e->data.scalar.tag);
    case YAML_SEQUENCE_START_EVENT:
        return check_marks(w, e->data.sequence_start.anchor,
                           e->data.sequence_start.tag);
    case YAML_MAPPING_START_EVENT:
        return check_marks(w, e->data.mapping_start.anchor,
                           e->data.mapping_start.tag);
    case YAML_DOCUMENT_START_EVENT:
        if (!e->data.document_start.version_directive &&
            e->data.document_start.tag_directives.start ==
                e->data.document_start.tag_directives.end)
            return DS_OK;
        return refuse(w, event_line(w), "remove the lines that begin with %",
                      "directives are not allowed");
    default:
        return DS_OK;
    }
}

static ds_status next(walker *w)
{
    if (w->has_event) yaml_event_delete(&w->event);
    w->has_event = yaml_parser_parse(&w->parser, &w->event) != 0;
    return w->has_event ? check_event(w) : broken(w);
}

static ds_status append_text(walker *w, const char *text, size_t n)
{
    ds_yaml *y = w->out;
    if (n == 0) return DS_OK;
    DS_TRY(ds_buffer_grow(&y->texts, y->text_bytes + n, w->err));
    memcpy((char *)y->texts.data + y->text_bytes, text, n);
    y->text_bytes += n;
    return DS_OK;
}

/* The scalar looked at, as (part of) the value of the current key. */
static ds_status take_scalar(walker *w)
{
    const char *text = (const char *)w->event.data.scalar.value;
    const size_t n = w->event.data.scalar.length;
    if (n == 0 && w->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE)
        return refuse(w, event_line(w),
                      "give one (\"\" is the empty text), or remove the line",
                      "has no value");
    if (n > DS_YAML_MAX_TEXT)
        return refuse(w, event_line(w), "shorten it",
                      "a value longer than %d bytes", DS_YAML_MAX_TEXT);
    if (memchr(text, '\0', n))
        return refuse(w, event_line(w), "remove \\0 from the text",
                      "a zero byte in a text");
    return append_text(w, text, n);
}

static ds_status take_list(walker *w)
{
    for (size_t i = 0;; i++) {
        DS_TRY(next(w));
        if (w->event.type == YAML_SEQUENCE_END_EVENT) return DS_OK;
        if (w->event.type != YAML_SCALAR_EVENT)
            return refuse(w, event_line(w), "give a plain list, e.g. [2, 3, 5]",
                          "a list may hold texts and numbers only");
        if (memchr(w->event.data.scalar.value, ',',
                   w->event.data.scalar.length))
            return refuse(w, event_line(w),
                          "remove the comma; write lists without quotes, "
                          "e.g. [2, 3, 5]",
                          "a comma inside a member of a list");
        if (i > 0) DS_TRY(append_text(w, ",", 1));
        DS_TRY(take_scalar(w));
    }
}

/* Appends the key looked at to the dotted key; *saved is the length before. */
static ds_status push_key(walker *w, size_t *saved)
{
    const char *name = (const char *)w->event.data.scalar.value;
    const size_t n = w->event.data.scalar.length;
    const size_t dot = w->key_length > 0;
    if (w->event.type != YAML_SCALAR_EVENT)
        return refuse(w, event_line(w), "write it as 'key: value'",
                      "a key must be a text");
    if (n == 0 || w->key_length + dot + n > DS_YAML_MAX_KEY)
        return refuse(w, event_line(w), "--template prints every key",
                      n == 0 ? "an empty key" : "a key longer than %d bytes",
                      DS_YAML_MAX_KEY);
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)name[i] < 0x20)
            return refuse(w, event_line(w), "--template prints every key",
                          "a key with a control character");
    *saved = w->key_length;
    if (dot) w->key[w->key_length++] = '.';
    memcpy(w->key + w->key_length, name, n);
    w->key_length += n;
    w->key[w->key_length] = '\0';
    return DS_OK;
}

/* Enters the current key in the list; its text follows. */
static ds_status add_key(walker *w, size_t line, bool is_list)
{
    ds_yaml *y = w->out;
    uint32_t code;
    const uint32_t before = y->keys.n;
    DS_TRY(ds_dict_code(&y->keys, w->key, w->key_length, &code, w->err));
    if (y->keys.n == before)
        return refuse(w, line, "keep one of the two",
                      "given twice, first on line %zu",
                      ds_yaml_line(y, code - 1));
    DS_TRY(ds_buffer_grow(&y->places, (y->n + 1) * sizeof(place), w->err));
    ((place *)y->places.data)[y->n++] = (place){y->text_bytes, line, is_list};
    return DS_OK;
}

static ds_status take_mapping(walker *w);

static ds_status take_value(walker *w, size_t line)
{
    const yaml_event_type_t type = w->event.type;
    if (type == YAML_MAPPING_START_EVENT) return take_mapping(w);
    DS_TRY(add_key(w, line, type == YAML_SEQUENCE_START_EVENT));
    DS_TRY(type == YAML_SCALAR_EVENT ? take_scalar(w) : take_list(w));
    return append_text(w, "", 1);
}

static ds_status take_mapping(walker *w)
{
    if (++w->depth > DS_YAML_MAX_DEPTH)
        return refuse(w, event_line(w), "write keys dotted: 'a.b.c: value'",
                      "nested deeper than %d levels", DS_YAML_MAX_DEPTH);
    for (;;) {
        size_t saved = 0;
        DS_TRY(next(w));
        if (w->event.type == YAML_MAPPING_END_EVENT) break;
        const size_t line = event_line(w);
        DS_TRY(push_key(w, &saved));
        DS_TRY(next(w));
        DS_TRY(take_value(w, line));
        pop_key(w, saved);
    }
    w->depth--;
    return DS_OK;
}

static bool is_nothing(const yaml_event_t *e)
{
    return e->type == YAML_SCALAR_EVENT && e->data.scalar.length == 0;
}

static ds_status take_file(walker *w)
{
    DS_TRY(next(w)); /* stream start */
    DS_TRY(next(w));
    if (w->event.type == YAML_STREAM_END_EVENT) return DS_OK;
    DS_TRY(next(w));
    if (w->event.type == YAML_MAPPING_START_EVENT)
        DS_TRY(take_mapping(w));
    else if (!is_nothing(&w->event))
        return refuse(w, event_line(w), "give lines of the form 'key: value'",
                      "not keys with values");
    DS_TRY(next(w)); /* document end */
    DS_TRY(next(w));
    if (w->event.type == YAML_STREAM_END_EVENT) return DS_OK;
    return refuse(w, event_line(w), "keep one, and remove the lines '---'",
                  "several documents in one file");
}

ds_status ds_yaml_read(const char *path, ds_yaml *out, ds_error *err)
{
    ds_status st = DS_OK;
    ds_buffer bytes = {0};
    size_t n = 0;
    walker w = {.path = path, .out = out, .err = err};
    *out = (ds_yaml){0};
    DS_GO(ds_dict_init(&out->keys, err));
    DS_GO(read_bytes(path, &bytes, &n, err));
    DS_GO(check_bytes(path, bytes.data, n, err));
    if (!yaml_parser_initialize(&w.parser))
        DS_GO(ds_fail(err, DS_ERR_NOMEM, "%s: out of memory", path));
    yaml_parser_set_encoding(&w.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&w.parser, bytes.data, n);
    st = take_file(&w);
    if (w.has_event) yaml_event_delete(&w.event);
    yaml_parser_delete(&w.parser);
done:
    ds_buffer_destroy(&bytes);
    if (st != DS_OK) ds_yaml_destroy(out);
    return st;
}
