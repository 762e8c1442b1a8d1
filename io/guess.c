/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/guess.c - see guess.h for the contract. */
#include "io/guess.h"

#include "base/dict.h"
#include "io/guess_fields.h"
#include "io/guess_write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a draft is written from. */
typedef struct draft {
    FILE *out;
    const char *input;
    const ds_sample *s;
    const ds_synonyms *names;
    const ds_guess_fields *g;
    ds_error *err;
} draft;

static ds_field text_of(const char *text)
{
    return (ds_field){text, strlen(text)};
}

/* The name by which a mapping calls the field. */
static void put_name(const draft *d, size_t field)
{
    if (d->s->header > 0)
        ds_guess_text(d->out, ds_sample_name(d->s, field));
    else
        fprintf(d->out, "%zu", field + 1);
}

/* Up to three different masked values. */
static void put_samples(const draft *d, size_t field)
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
    if (n_seen == 0) fputs("(always empty)", d->out);
}

/* ---- the format -----------------------------------------------------------
 */

static void put_list(const draft *d, const char *key, const char *const *texts,
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

static void put_about(const draft *d)
{
    const ds_sample *s = d->s;
    const char *slash = strrchr(d->input, '/');
    char name[DS_MASK_SIZE * 4];
    snprintf(name, sizeof name, "%s", slash ? slash + 1 : d->input);
    for (char *c = name; *c; c++)
        if ((unsigned char)*c < ' ') *c = '?';
    fprintf(d->out,
            "# A draft of a mapping for %s, made by dianshu import --guess.\n"
            "# %zu rows were looked at%s. In samples every digit is 9, every "
            "letter A or 某.\n"
            "# Read it through, change what is wrong, then:\n"
            "#   dianshu import FILE --map THIS --dry-run\n"
            "#   dianshu import FILE --map THIS -o claims.h5\n",
            name, s->n_data,
            s->is_cut ? " (the beginning and the end of the file)" : "");
    if (s->is_cut && !s->has_end)
        fputs("# The end was not: a total line there needs footer: [合计].\n",
              d->out);
    if (s->n_bad > 0)
        fprintf(d->out, "# %zu characters are none of the encoding.\n",
                s->n_bad);
    const size_t n_other =
        s->n_rows - (size_t)s->header - s->n_data - s->n_footers;
    if (n_other > 0)
        fprintf(d->out,
                "# %zu rows have more or fewer fields than the header.\n",
                n_other);
}

static void put_format(const draft *d)
{
    const ds_sample *s = d->s;
    fputs("format:\n", d->out);
    fprintf(d->out, "  encoding: %s%s\n",
            s->encoding == DS_ENCODING_GB18030 ? "gb18030" : "utf-8",
            s->had_mark   ? " # with a byte order mark, which is dropped"
            : s->is_ascii ? " # nothing but ASCII was seen"
                          : "");
    if (s->delimiter == '\t')
        fputs("  delimiter: tab\n", d->out);
    else
        fprintf(d->out, "  delimiter: \"%c\"\n", s->delimiter);
    fprintf(d->out, "  header: %d%s\n", s->header,
            s->header == 0   ? " # no names were seen: fields are 1, 2, ..."
            : s->header == 1 ? ""
                             : " # the rows before it are titles");
    fprintf(d->out, "%s",
            s->n_footers > 0 ? "  # rows that begin so are no claims\n" : "");
    put_list(d, "  footer", ds_footers, ds_n_footers, s->footers);
}

/* ---- a column -------------------------------------------------------------
 */

static void put_dates(const draft *d, const char *in, const ds_guess_column *c)
{
    if (c->n_dates == 0) return;
    fprintf(d->out, "%s  date: %s", in, c->n_dates > 1 ? "[" : "");
    for (size_t i = 0; i < c->n_dates; i++)
        fprintf(d->out, "%s\"%s\"", i > 0 ? ", " : "", c->dates[i]);
    fputs(c->n_dates > 1 ? "]\n" : "\n", d->out);
    if (c->is_day_or_month_first)
        fprintf(d->out, "%s  # or is the month first? date: \"%%m/%%d/%%Y\"\n",
                in);
}

/* The values of an enumeration that are known, and where others are. */
static void put_values(const draft *d, const char *in, const ds_guess_column *c)
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
    fprintf(d->out,
            "%s  # %zu rows hold something else and would be rejected: add it "
            "to values:, or\n%s  # other: unknown\n",
            in, c->n_unknown, in);
    if (!*comma)
        fprintf(d->out, "%s  # values: {TEXT: NAME}, names are %s\n", in,
                c->as.names);
}

static void put_notes(const draft *d, const char *in, const ds_guess_column *c)
{
    if (c->n_empty > 0 && c->n_empty < c->n_values)
        fprintf(d->out, "%s  # %zu of %zu are empty\n", in, c->n_empty,
                c->n_values);
    if (c->n_ruined > 0)
        fprintf(d->out,
                "%s  # %zu were ruined by a spreadsheet (1.20E+17) and will be "
                "rejected: export the field as text\n",
                in, c->n_ruined);
    if (c->n_bad > 0)
        fprintf(d->out, "%s  # %zu could not be read and will be rejected\n",
                in, c->n_bad);
    if (c->as.is.kind == DS_KIND_FEN && c->is_whole && !c->has_unit &&
        c->n_empty < c->n_values)
        fprintf(d->out, "%s  # whole numbers only: yuan, or fen?\n", in);
}

static void put_claim_keys(const draft *d, const char *in,
                           const ds_guess_column *c)
{
    if (c->as.is_text || c->n_ruined > 0) fprintf(d->out, "%s  as: text\n", in);
    if (c->n_double * 10 > c->n_values)
        fprintf(d->out,
                "%s  # %zu are there more than once, so it may be no claim's "
                "own id\n%s  # unique: yes\n",
                in, c->n_double, in);
    else
        fprintf(d->out, "%s  unique: yes # %zu are there twice\n", in,
                c->n_double);
}

/* All keys behind `column:` or `set:`. `in` is what lines begin with. */
static void put_keys(const draft *d, const char *in, const ds_guess_column *c)
{
    const ds_kind kind = c->as.is.kind;
    const bool is_amount = kind == DS_KIND_FEN || kind == DS_KIND_POINTS;
    if (kind == DS_KIND_FEN) fprintf(d->out, "%s  money: %s\n", in, c->money);
    if (kind == DS_KIND_ID) put_claim_keys(d, in, c);
    put_dates(d, in, c);
    if (kind == DS_KIND_ENUM) put_values(d, in, c);
    if (c->suffix) fprintf(d->out, "%s  suffix: %s\n", in, c->suffix);
    if (c->split[0] && (strcmp(c->as.is.name, "operations") == 0 ||
                        strcmp(c->as.is.name, "other_diagnoses") == 0))
        fprintf(d->out, "%s  split: \"%s\"\n", in, c->split);
    if (c->as.cleans) fprintf(d->out, "%s  clean: yes\n", in);
    if (c->as.rounds)
        fprintf(d->out, "%s  round: half_up # some have more decimals\n", in);
    fprintf(d->out, "%s", c->missing ? in : "");
    put_list(d, "  missing", ds_missing_words, ds_n_missing_words, c->missing);
    if (is_amount && c->n_empty > 0 && strcmp(c->as.is.name, "total_fen") != 0)
        fprintf(d->out, "%s  empty: 0\n", in);
    put_notes(d, in, c);
}

static void put_set(const draft *d, const char *column)
{
    const char *comma = "";
    fputs("    set: [", d->out);
    for (size_t i = 0; i < d->s->n_fields; i++) {
        if (d->g->fields[i].role != DS_ROLE_MEMBER ||
            strcmp(d->g->fields[i].target, column) != 0)
            continue;
        fputs(comma, d->out);
        put_name(d, i);
        comma = ", ";
    }
    fputs("]\n", d->out);
}

static void put_column(const draft *d, const char *column,
                       const ds_guess_column *c)
{
    fprintf(d->out, "  %s: # ", column);
    put_samples(d, c->field);
    fputc('\n', d->out);
    if (d->g->fields[c->field].role == DS_ROLE_MEMBER)
        put_set(d, column);
    else {
        fputs("    column: ", d->out);
        put_name(d, c->field);
        fputc('\n', d->out);
    }
    put_keys(d, "  ", c);
}

/* ---- what no field says ---------------------------------------------------
 */

static const char *const payers[] = {"pool_fen", "large_fen", "aid_fen",
                                     "account_fen", "cash_fen"};
static const char *const classes[] = {"drug_fen", "herb_fen", "service_fen"};

static size_t count_found(const draft *d, const char *const *names, size_t n)
{
    size_t found = 0;
    for (size_t i = 0; i < n; i++)
        found += ds_guess_find(d->g, names[i]) != NULL;
    return found;
}

/* Payers that are not there are 0 where the others make up the total. */
static void put_payers(const draft *d)
{
    size_t n;
    const size_t found = count_found(d, payers, DS_COUNT(payers));
    if (found == 0 || found == DS_COUNT(payers)) return;
    const bool has_total = ds_guess_find(d->g, "total_fen") != NULL;
    const size_t right =
        has_total ? ds_guess_adds_up(d->g, payers, DS_COUNT(payers), &n) : 0;
    const bool is_rest_zero = has_total && 2 * right > n;
    fprintf(d->out, "  # %s\n",
            is_rest_zero ? "no field has these; the other payers make up the "
                           "total without them"
                         : "no field has these, and the other payers do not "
                           "make up the total");
    for (size_t i = 0; i < DS_COUNT(payers); i++)
        if (!ds_guess_find(d->g, payers[i]))
            fprintf(d->out, "  %s%s: {value: 0}\n", is_rest_zero ? "" : "# ",
                    payers[i]);
}

static void put_assumed(const draft *d)
{
    const bool is_stay = ds_guess_find(d->g, "admit_day") != NULL &&
                         ds_guess_find(d->g, "discharge_day") != NULL;
    if (!ds_guess_find(d->g, "category"))
        fprintf(d->out,
                "  # no field has the category of care\n"
                "  %scategory: {value: inpatient}\n",
                is_stay ? "" : "# ");
    if (!ds_guess_find(d->g, "insurance"))
        fputs("  # no field has the kind of insurance\n"
              "  # insurance: {value: employee}\n",
              d->out);
    put_payers(d);
}

static bool put_check(const draft *d, const char *name,
                      const char *const *parts, size_t n_parts, bool is_first)
{
    size_t n;
    if (!ds_guess_find(d->g, "total_fen") ||
        count_found(d, parts, n_parts) < n_parts)
        return false;
    const size_t right = ds_guess_adds_up(d->g, parts, n_parts, &n);
    if (10 * right >= 9 * n) return false;
    if (is_first) fputs("checks:\n", d->out);
    fprintf(d->out, "  %s: no # in %zu of %zu rows they do not add up\n", name,
            n - right, n);
    return true;
}

static void put_checks(const draft *d)
{
    const bool has_payers =
        put_check(d, "payers", payers, DS_COUNT(payers), true);
    put_check(d, "classes", classes, DS_COUNT(classes), !has_payers);
}

/* ---- what has no place ----------------------------------------------------
 */

/* A suggestion for a column of one's own; its keys are looked at like those of
 * a column of a claim. */
static ds_status put_own(const draft *d, size_t field)
{
    static const struct {
        const char *name;
        ds_kind kind;
    } kinds[] = {
        {"code",  DS_KIND_CODE },
        {"count", DS_KIND_COUNT},
        {"fen",   DS_KIND_FEN  },
        {"day",   DS_KIND_DAY  }
    };
    const ds_guess_field *f = &d->g->fields[field];
    const bool is_known = f->role == DS_ROLE_OWN;
    const char *target = is_known ? f->target : "code";
    size_t k = 0;
    ds_guess_column c = {0};
    while (k + 1 < DS_COUNT(kinds) &&
           strncmp(target, kinds[k].name, strlen(kinds[k].name)) != 0)
        k++;
    const ds_status st =
        ds_guess_look(&c, d->s, d->names, field, NULL, kinds[k].kind, d->err);
    fputs("  # ", d->out);
    if (is_known)
        fprintf(d->out, "%s: # ", strchr(target, ':') + 1);
    else
        fprintf(d->out, "field_%zu: # ", field + 1);
    put_samples(d, field);
    fputs("\n  #   column: ", d->out);
    put_name(d, field);
    fprintf(d->out, "\n  #   kind: %s\n", kinds[k].name);
    if (st == DS_OK) put_keys(d, "  # ", &c);
    ds_guess_column_destroy(&c);
    return st;
}

static void put_remark(const draft *d, size_t field)
{
    const ds_guess_field *f = &d->g->fields[field];
    fputs("  # ", d->out);
    put_name(d, field);
    if (f->role == DS_ROLE_PERSONAL)
        fputs(": about a person, better left out\n", d->out);
    else if (f->role == DS_ROLE_REPEATED)
        fputs(": several fields have this name; rename them in the header\n",
              d->out);
    else
        fprintf(d->out, ": could be %s as well\n", f->target);
}

static ds_status put_others(const draft *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->s->n_fields; i++) {
        const ds_field_role role = d->g->fields[i].role;
        if (role == DS_ROLE_COLUMN || role == DS_ROLE_MEMBER) continue;
        if (d->s->header > 0 && ds_sample_name(d->s, i).n == 0) continue;
        if (n++ == 0)
            fputs("  # Fields without a place. Take the # away (one blank with "
                  "it) to keep one as a\n  # column of your own.\n",
                  d->out);
        if (role == DS_ROLE_NONE || role == DS_ROLE_OWN)
            DS_TRY(put_own(d, i));
        else
            put_remark(d, i);
    }
    return DS_OK;
}

/* ---- a draft --------------------------------------------------------------
 */

static ds_status put_draft(const draft *d)
{
    size_t n = 0;
    put_about(d);
    put_format(d);
    fputs("columns:\n", d->out);
    for (size_t i = 0; i < ds_n_claim_columns; i++) {
        if (!d->g->has[i]) continue;
        put_column(d, ds_claim_columns[i].name, &d->g->columns[i]);
        n++;
    }
    if (n == 0)
        fputs("  # no name is known: {column: NAME} for what you need of "
              "`dianshu columns`\n  month: {value: 2023-01}\n",
              d->out);
    else
        put_assumed(d);
    DS_TRY(put_others(d));
    put_checks(d);
    return DS_OK;
}

static ds_status write_draft(draft *d, char **text, size_t *n)
{
    d->out = open_memstream(text, n);
    if (!d->out) return ds_fail(d->err, DS_ERR_NOMEM, "out of memory");
    const ds_status st = put_draft(d);
    const bool is_whole = !ferror(d->out);
    if (fclose(d->out) != 0 || !is_whole)
        return ds_fail(d->err, DS_ERR_NOMEM, "out of memory");
    return st;
}

ds_status ds_guess(const char *input, char **text, size_t *n, ds_error *err)
{
    ds_synonyms names = {0};
    ds_sample s = {0};
    ds_guess_fields g = {0};
    draft d = {.input = input, .s = &s, .names = &names, .g = &g, .err = err};
    *text = NULL;
    ds_status st = ds_synonyms_init(&names, err);
    if (st == DS_OK) st = ds_sample_read(&s, input, &names, err);
    if (st == DS_OK) st = ds_guess_fields_find(&g, &s, &names, err);
    if (st == DS_OK) st = write_draft(&d, text, n);
    ds_guess_fields_destroy(&g);
    ds_sample_destroy(&s);
    ds_synonyms_destroy(&names);
    return st;
}
