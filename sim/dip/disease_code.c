/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip/disease_code.c - see disease_code.h for the contract. */
#include "sim/dip/disease_code.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CLASS_NAME(code, name, zh) {name, zh},
const char *const ds_operation_class_names[DS_N_CLASSES][2] = {
    DS_OPERATION_CLASSES(CLASS_NAME)};
#undef CLASS_NAME

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }

/* Cleans text[0..n). */
static void clean(const char *text, size_t n, char *out)
{
    size_t at = 0;
    for (size_t i = 0; i < n && at + 1 < DS_CODE_SIZE; i++) {
        const char c = text[i];
        if (c == '.' || c == ' ' || c == '\t') continue;
        out[at++] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
    out[at] = '\0';
}

void ds_code_clean(const char *text, char *out)
{
    clean(text, strlen(text), out);
}

/* ---- diagnoses ----------------------------------------------------------- */

static bool is_icd10(const char *c)
{
    return is_letter(c[0]) && is_digit(c[1]) &&
           (is_digit(c[2]) || is_letter(c[2]));
}

bool ds_disease_part(ds_dip_code how, const char *diagnosis, char *out)
{
    ds_code_clean(diagnosis, out);
    if (how == DS_DIP_WHOLE) return out[0] != '\0';
    if (!is_icd10(out)) {
        out[0] = '\0';
        return false;
    }
    const bool has_fourth =
        is_digit(out[3]) || (is_letter(out[3]) && out[3] != 'X');
    out[has_fourth ? 4 : 3] = '\0';
    return true;
}

void ds_disease_show(ds_dip_code how, const char *part, char *out)
{
    if (how == DS_DIP_ICD10 && strlen(part) == 4)
        snprintf(out, DS_CODE_SIZE, "%.3s.%s", part, part + 3);
    else
        snprintf(out, DS_CODE_SIZE, "%s", part);
}

void ds_disease_three(const char *part, char out[4])
{
    snprintf(out, 4, "%s", part);
}

/* Characters 2 and 3 as a number; a letter as third counts as 9. */
static int number_of(const char *part)
{
    return (part[1] - '0') * 10 + (is_digit(part[2]) ? part[2] - '0' : 9);
}

void ds_disease_chapter(ds_dip_code how, const char *part, char out[8])
{
    static const char *const chapters[26] = {
        "I",   "I",   "II",   "III",  "IV",  "V",  "VI",  "VIII", "IX",
        "X",   "XI",  "XII",  "XIII", "XIV", "XV", "XVI", "XVII", "XVIII",
        "XIX", "XIX", "XXII", "XX",   "XX",  "XX", "XX",  "XXI"};
    if (how == DS_DIP_WHOLE) {
        snprintf(out, 8, "%.1s", part);
        return;
    }
    const char *name = chapters[part[0] - 'A'];
    if (part[0] == 'D' && number_of(part) <= 48) name = "II";
    if (part[0] == 'H' && number_of(part) <= 59) name = "VII";
    snprintf(out, 8, "%s", name);
}

bool ds_disease_is_tumour(ds_dip_code how, const char *part)
{
    if (how == DS_DIP_WHOLE) return false;
    return (part[0] == 'C' && number_of(part) <= 97) ||
           (part[0] == 'D' && number_of(part) <= 48);
}

/* ---- operations ---------------------------------------------------------- */

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool ds_operations_clean(const char *text, char *out)
{
    char cleaned[DS_CODE_SIZE], *members[DS_MAX_MEMBERS];
    size_t n = 0, at = 0;
    ds_code_clean(text, cleaned);
    char *rest = NULL;
    for (char *m = strtok_r(cleaned, "+", &rest); m;
         m = strtok_r(NULL, "+", &rest)) {
        if (n == DS_MAX_MEMBERS) return false;
        members[n++] = m;
    }
    qsort(members, n, sizeof *members, compare_texts);
    out[0] = '\0';
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && strcmp(members[i], members[i - 1]) == 0) continue;
        at += (size_t)snprintf(out + at, DS_CODE_SIZE - at, "%s%s",
                               at ? "+" : "", members[i]);
    }
    return true;
}

/* The length of the member at `set`. */
static size_t member(const char *set) { return strcspn(set, "+"); }

static const char *next(const char *set, size_t n)
{
    return set[n] == '+' ? set + n + 1 : set + n;
}

void ds_operations_show(ds_dip_code how, const char *set, char *out)
{
    size_t at = 0;
    for (const char *m = set; *m;) {
        const size_t n = member(m);
        const bool has_dot =
            how == DS_DIP_ICD10 && n > 2 && is_digit(m[0]) && is_digit(m[1]);
        const size_t head = has_dot ? 2 : n;
        at += (size_t)snprintf(out + at, 2 * DS_CODE_SIZE - at, "%s%.*s%s%.*s",
                               m == set ? "" : "+", (int)head, m,
                               has_dot ? "." : "", (int)(n - head), m + head);
        m = next(m, n);
    }
    if (at == 0) out[0] = '\0';
}

size_t ds_operations_n(const char *set)
{
    size_t n = 0;
    for (const char *m = set; *m; m = next(m, member(m))) n++;
    return n;
}

static bool has_member(const char *set, const char *m, size_t n)
{
    for (; *set; set = next(set, member(set)))
        if (member(set) == n && memcmp(set, m, n) == 0) return true;
    return false;
}

bool ds_operations_within(const char *part, const char *set)
{
    for (const char *m = part; *m; m = next(m, member(m)))
        if (!has_member(set, m, member(m))) return false;
    return true;
}

/* ---- lists of prefixes --------------------------------------------------- */

int ds_operation_class_find(const char *name)
{
    for (int c = 0; c < DS_N_CLASSES; c++)
        if (strcmp(ds_operation_class_names[c][0], name) == 0) return c;
    return -1;
}

static ds_status refuse(const char *path, size_t row, const char *text,
                        const char *remedy, ds_error *err)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "%s, row %zu: '%.60s' cannot be "
                           "used, or stands there twice",
                           path, row + 2, text),
                   "%s", remedy);
}

ds_status ds_prefixes_make(const ds_table *t, const char *path,
                           bool (*what)(const ds_table *, size_t, int64_t[2]),
                           const char *remedy, ds_prefixes *out, ds_error *err)
{
    DS_TRY(ds_dict_init(&out->texts, err));
    DS_TRY(ds_alloc(&out->values, t->n_rows + 1, 2 * sizeof *out->values, err));
    out->other[0] = out->other[1] = DS_MISSING;
    for (size_t row = 0; row < t->n_rows; row++) {
        char code[DS_CODE_SIZE];
        int64_t values[2] = {0, 0};
        uint32_t at;
        const uint32_t n = out->texts.n;
        ds_code_clean(ds_table_get_text(t, row, 0), code);
        if (code[0] == '\0' || !what(t, row, values))
            return refuse(path, row, code, remedy, err);
        if (strcmp(code, "*") == 0) {
            memcpy(out->other, values, sizeof values);
            continue;
        }
        DS_TRY(ds_dict_code(&out->texts, code, strlen(code), &at, err));
        if (out->texts.n == n) return refuse(path, row, code, remedy, err);
        memcpy(out->values + 2 * (size_t)at, values, sizeof values);
    }
    return DS_OK;
}

bool ds_prefixes_find(const ds_prefixes *p, const char *code, size_t n,
                      int64_t values[2])
{
    for (; n > 0; n--) {
        const uint32_t at = ds_dict_find(&p->texts, code, n);
        if (at == UINT32_MAX) continue;
        memcpy(values, p->values + 2 * (size_t)at, 2 * sizeof *values);
        return true;
    }
    if (p->other[0] == DS_MISSING) return false;
    memcpy(values, p->other, sizeof p->other);
    return true;
}

void ds_prefixes_destroy(ds_prefixes *p)
{
    ds_dict_destroy(&p->texts);
    free(p->values);
    *p = (ds_prefixes){0};
}

static bool class_row(const ds_table *t, size_t row, int64_t values[2])
{
    values[0] = ds_operation_class_find(ds_table_get_text(t, row, 1));
    return values[0] > DS_CONSERVATIVE;
}

ds_status ds_classes_make(const ds_table *t, const char *path, ds_prefixes *out,
                          ds_error *err)
{
    return ds_prefixes_make(t, path, class_row,
                            "give each operation, or beginning of operations, "
                            "once, with class diagnostic, therapeutic or "
                            "surgery",
                            out, err);
}

int ds_operations_class(const ds_prefixes *classes, const char *set)
{
    int class = DS_CONSERVATIVE;
    for (const char *m = set; *m; m = next(m, member(m))) {
        int64_t values[2];
        if (!ds_prefixes_find(classes, m, member(m), values)) return -1;
        if (values[0] > class) class = (int)values[0];
    }
    return class;
}

static bool complication_row(const ds_table *t, size_t row, int64_t values[2])
{
    const char *severity = ds_table_get_text(t, row, 2);
    values[0] = ds_table_get(t, row, 1);
    if (values[0] == DS_MISSING) values[0] = 0;
    values[1] = strcmp(severity, "severe") == 0     ? 2
                : strcmp(severity, "moderate") == 0 ? 1
                                                    : 0;
    return values[0] >= 0 && values[0] <= 99 &&
           (values[1] > 0 || severity[0] == '\0');
}

ds_status ds_complications_make(const ds_table *t, const char *path,
                                ds_prefixes *out, ds_error *err)
{
    return ds_prefixes_make(t, path, complication_row,
                            "give each beginning of diagnoses once, with a "
                            "Charlson weight of 0 to 99 and severity severe, "
                            "moderate or empty",
                            out, err);
}

/* ---- other diagnoses ----------------------------------------------------- */

static bool is_metastasis(const char *c)
{
    return c[0] == 'C' && ((c[1] == '7' && c[2] >= '7' && is_digit(c[2])) ||
                           (c[1] == '8' && c[2] == '0'));
}

/* The best weight of each 3-character category, summed: members that share
 * their first three characters lie together, as the set is sorted. */
ds_complication ds_complication_of(const ds_prefixes *p, ds_dip_code how,
                                   const char *text)
{
    ds_complication c = {0};
    char set[DS_CODE_SIZE], three[4] = "";
    int best = 0;
    if (!ds_operations_clean(text, set)) return c;
    for (const char *m = set; *m; m = next(m, member(m))) {
        const size_t n = member(m);
        int64_t values[2] = {0, 0};
        if (how == DS_DIP_ICD10 && (n < 3 || !is_icd10(m))) continue;
        (void)!ds_prefixes_find(p, m, n, values);
        const size_t head = n < 3 ? n : 3;
        if (strlen(three) != head || memcmp(three, m, head) != 0) {
            c.cci += best;
            best = 0;
            snprintf(three, sizeof three, "%.*s", (int)head, m);
        }
        if (values[0] > best) best = (int)values[0];
        if (values[1] > c.severity) c.severity = (int)values[1];
        c.metastasis |= how == DS_DIP_ICD10 && is_metastasis(m);
    }
    c.cci += best;
    return c;
}
