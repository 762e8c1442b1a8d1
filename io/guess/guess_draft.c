/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/guess/guess_draft.c - see guess_draft.h for the contract. */
#include "io/guess/guess_draft.h"

#include "base/dict.h"
#include "base/message.h"
#include "io/guess/guess_write.h"

#include <stdarg.h>
#include <string.h>

static void put_comment(const ds_draft *d, const char *before, const char *fmt,
                        va_list args)
{
    char text[1024];
    if (d->zh)
        ds_message_format(text, sizeof text, fmt, args);
    else
        vsnprintf(text, sizeof text, fmt, args);
    fprintf(d->out, "%s# %s\n", before, text);
}

void ds_draft_say(const ds_draft *d, const char *in, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    fputs(in, d->out);
    put_comment(d, "", fmt, args);
    va_end(args);
}

void ds_draft_add(const ds_draft *d, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    put_comment(d, " ", fmt, args);
    va_end(args);
}

/* A comment among the keys of a column. */
DS_PRINTF(3, 4)
static void put_note(const ds_draft *d, const char *in, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    fputs(in, d->out);
    put_comment(d, "  ", fmt, args);
    va_end(args);
}

static ds_field text_of(const char *text)
{
    return (ds_field){text, strlen(text)};
}

/* The name by which a mapping calls the field. */
void ds_draft_name(const ds_draft *d, size_t field)
{
    if (d->s->header > 0)
        ds_guess_text(d->out, ds_sample_name(d->s, field));
    else
        fprintf(d->out, "%zu", field + 1);
}

/* Up to three different masked values. */
void ds_draft_samples(const ds_draft *d, size_t field)
{
    char seen[3][DS_MASK_SIZE];
    size_t n_seen = 0, lengths[3];
    for (size_t i = 0; i < d->s->n_rows && n_seen < DS_COUNT(seen); i++) {
        if (!ds_sample_rows(d->s)[i].is_data) continue;
        const size_t n =
            ds_guess_mask(ds_sample_field(d->s, i, field), seen[n_seen]);
        size_t k = 0;
        while (k < n_seen &&
               (lengths[k] != n || memcmp(seen[k], seen[n_seen], n) != 0))
            k++;
        if (n == 0 || k < n_seen) continue;
        lengths[n_seen] = n;
        fprintf(d->out, "%s%.*s", n_seen > 0 ? " | " : "", (int)n,
                seen[n_seen]);
        n_seen++;
    }
    if (n_seen == 0)
        fputs(d->zh ? ds_message("(always empty)") : "(always empty)", d->out);
}

void ds_draft_list(const ds_draft *d, const char *key, const char *const *texts,
                   size_t n, uint64_t bits)
{
    const char *comma = "";
    if (bits == 0) return;
    fprintf(d->out, "%s: [", key);
    for (size_t i = 0; i < n; i++) {
        if (!(bits >> i & 1u)) continue;
        fputs(comma, d->out);
        ds_guess_text(d->out, text_of(texts[i]));
        comma = ", ";
    }
    fputs("]\n", d->out);
}

/* ---- a column -------------------------------------------------------------
 */

static void put_dates(const ds_draft *d, const char *in,
                      const ds_guess_column *c)
{
    if (c->n_dates == 0) return;
    fprintf(d->out, "%s  date: %s", in, c->n_dates > 1 ? "[" : "");
    for (size_t i = 0; i < c->n_dates; i++)
        fprintf(d->out, "%s\"%s\"", i > 0 ? ", " : "", c->dates[i]);
    fputs(c->n_dates > 1 ? "]\n" : "\n", d->out);
    if (c->other_date)
        put_note(d, in, "or is it another day, date: \"%s\"?", c->other_date);
}

/* The values of an enumeration that are known, and where others are. */
static void put_values(const ds_draft *d, const char *in,
                       const ds_guess_column *c)
{
    const char *comma = "";
    for (uint32_t code = 1; code < c->values.n; code++) {
        const ds_field v = {ds_dict_text(&c->values, code),
                            ds_dict_length(&c->values, code)};
        const char *name = ds_synonyms_value(d->names, c->as.is.name, v);
        if (!name) continue;
        if (!*comma) fprintf(d->out, "%s  values: {", in);
        fputs(comma, d->out);
        ds_guess_text(d->out, v);
        fprintf(d->out, ": %s", name);
        comma = ", ";
    }
    if (*comma) fputs("}\n", d->out);
    if (c->n_unknown == 0) return;
    put_note(d, in,
             "%zu rows hold something else and would be rejected: add it "
             "to values:, or other: unknown",
             c->n_unknown);
    if (!*comma)
        put_note(d, in, "values: {TEXT: NAME}, names are %s", c->as.names);
}

static void put_notes(const ds_draft *d, const char *in,
                      const ds_guess_column *c)
{
    if (c->n_empty > 0 && c->n_empty < c->n_values)
        put_note(d, in, "%zu of %zu are empty", c->n_empty, c->n_values);
    if (c->n_ruined > 0)
        put_note(d, in,
                 "%zu were ruined by a spreadsheet (1.20E+17) and will be "
                 "rejected: export the field as text",
                 c->n_ruined);
    if (c->n_bad > 0)
        put_note(d, in, "%zu could not be read and will be rejected", c->n_bad);
    if (c->as.is.kind == DS_KIND_FEN && c->is_whole && !c->has_unit &&
        c->n_empty < c->n_values)
        put_note(d, in, "whole numbers only: yuan, or fen?");
}

static void put_claim_keys(const ds_draft *d, const char *in,
                           const ds_guess_column *c)
{
    if (c->as.is_text || c->n_ruined > 0) fprintf(d->out, "%s  as: text\n", in);
    if (c->n_double * 10 > c->n_values) {
        put_note(d, in,
                 "%zu are there more than once, so it may be no claim's "
                 "own id",
                 c->n_double);
        fprintf(d->out, "%s  # unique: yes\n", in);
        return;
    }
    fprintf(d->out, "%s  unique: yes", in);
    ds_draft_add(d, "%zu are there twice", c->n_double);
}

static void put_money(const ds_draft *d, const char *in,
                      const ds_guess_column *c)
{
    fprintf(d->out, "%s  money: %s", in, c->money);
    if (c->is_titled)
        ds_draft_add(d, "a title line says so");
    else
        fputc('\n', d->out);
}

/* Where nothing names a unit, three to six decimals may be those of 万元. */
static void put_round(const ds_draft *d, const char *in,
                      const ds_guess_column *c)
{
    const bool may_be_wan =
        c->as.is.kind == DS_KIND_FEN && !c->has_unit && c->n_decimals <= 6;
    if (may_be_wan)
        put_note(d, in,
                 "%zu decimals: 万元? money: wan; or yuan that may be rounded:",
                 c->n_decimals);
    fprintf(d->out, "%s  %sround: half_up", in, may_be_wan ? "# " : "");
    ds_draft_add(d, "some have more decimals");
}

/* All keys behind `column:` or `set:`. `in` is what lines begin with. */
void ds_draft_keys(const ds_draft *d, const char *in, const ds_guess_column *c)
{
    const ds_kind kind = c->as.is.kind;
    const bool is_amount = kind == DS_KIND_FEN || kind == DS_KIND_POINTS;
    if (kind == DS_KIND_FEN) put_money(d, in, c);
    if (kind == DS_KIND_ID) put_claim_keys(d, in, c);
    put_dates(d, in, c);
    if (kind == DS_KIND_ENUM) put_values(d, in, c);
    if (c->suffix) fprintf(d->out, "%s  suffix: %s\n", in, c->suffix);
    if (c->split[0] && (strcmp(c->as.is.name, "operations") == 0 ||
                        strcmp(c->as.is.name, "other_diagnoses") == 0))
        fprintf(d->out, "%s  split: \"%s\"\n", in, c->split);
    /* marks that the sample did not show would make two hospitals of one */
    if (c->as.cleans || kind == DS_KIND_CODE || kind == DS_KIND_ID)
        fprintf(d->out, "%s  clean: yes\n", in);
    if (c->as.rounds) put_round(d, in, c);
    fprintf(d->out, "%s", c->missing ? in : "");
    ds_draft_list(d, "  missing", ds_missing_words, ds_n_missing_words,
                  c->missing);
    if (is_amount && c->n_empty > 0 && strcmp(c->as.is.name, "total_fen") != 0)
        fprintf(d->out, "%s  empty: 0\n", in);
    put_notes(d, in, c);
}

static void put_set(const ds_draft *d, const char *in, const char *column)
{
    const char *comma = "";
    fprintf(d->out, "%s  set: [", in);
    for (size_t i = 0; i < d->s->n_fields; i++) {
        if (d->g->fields[i].role != DS_ROLE_MEMBER ||
            strcmp(d->g->fields[i].target, column) != 0)
            continue;
        fputs(comma, d->out);
        ds_draft_name(d, i);
        comma = ", ";
    }
    fputs("]\n", d->out);
}

void ds_draft_column(const ds_draft *d, const char *in, const char *column,
                     const ds_guess_column *c)
{
    fprintf(d->out, "%s%s: # ", in, column);
    ds_draft_samples(d, c->field);
    fputc('\n', d->out);
    if (d->g->fields[c->field].role == DS_ROLE_MEMBER)
        put_set(d, in, column);
    else {
        fprintf(d->out, "%s  column: ", in);
        ds_draft_name(d, c->field);
        fputc('\n', d->out);
    }
    ds_draft_keys(d, in, c);
}
