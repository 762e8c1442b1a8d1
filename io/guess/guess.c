/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/guess/guess.c - see guess.h for the contract. */
#include "io/guess/guess.h"

#include "io/guess/guess_draft.h"
#include "io/guess/guess_kind.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the format -----------------------------------------------------------
 */

static void put_about(const ds_draft *d)
{
    const ds_sample *s = d->s;
    const char *slash = strrchr(d->input, '/');
    char name[256];
    snprintf(name, sizeof name, "%s",
             slash                        ? slash + 1
             : strcmp(d->input, "-") == 0 ? "standard input"
                                          : d->input);
    for (char *c = name; *c; c++)
        if ((unsigned char)*c < ' ') *c = '?';
    ds_draft_say(d, "",
                 "A draft of a mapping for %s, made by dianshu import --guess.",
                 name);
    ds_draft_say(d, "",
                 "%zu rows were looked at. In samples every digit is 9, every "
                 "letter A or 某.",
                 s->n_data);
    if (s->is_cut)
        ds_draft_say(d, "", "They are of the beginning and the end of it.");
    ds_draft_say(d, "", "Read it through, change what is wrong, then:");
    fputs("#   dianshu import FILE --map THIS --dry-run\n"
          "#   dianshu import FILE --map THIS -o claims.h5\n",
          d->out);
    if (s->is_cut && !s->has_end)
        ds_draft_say(d, "",
                     "The end was not read: a total line there needs footer: "
                     "[合计].");
    if (s->n_bad > 0)
        ds_draft_say(d, "", "%zu characters are none of the encoding.",
                     s->n_bad);
    const size_t n_other =
        s->n_rows - (size_t)s->header - s->n_data - s->n_footers;
    if (n_other > 0)
        ds_draft_say(d, "",
                     "%zu rows have more or fewer fields than the header.",
                     n_other);
}

static void put_format(const ds_draft *d)
{
    const ds_sample *s = d->s;
    fprintf(d->out, "format:\n  encoding: %s",
            s->encoding == DS_ENCODING_GB18030 ? "gb18030" : "utf-8");
    if (s->had_mark)
        ds_draft_add(d, "with a byte order mark, which is dropped");
    else if (s->is_ascii)
        ds_draft_add(d, "nothing but ASCII was seen");
    else
        fputc('\n', d->out);
    if (s->delimiter == '\t')
        fputs("  delimiter: tab\n", d->out);
    else
        fprintf(d->out, "  delimiter: \"%c\"\n", s->delimiter);
    fprintf(d->out, "  header: %d", s->header);
    if (s->header == 0)
        ds_draft_add(d, "no names were seen: fields are 1, 2, ...");
    else if (s->header > 1)
        ds_draft_add(d, "the rows before it are titles");
    else
        fputc('\n', d->out);
    if (s->n_footers > 0)
        ds_draft_say(
            d, "  ",
            "rows that begin so, or have a field that is just that, are "
            "no claims");
    ds_draft_list(d, "  footer", ds_footers, ds_n_footers, s->footers);
}

/* ---- what no field says ---------------------------------------------------
 */

static const char *const payers[] = {"pool_fen", "large_fen", "aid_fen",
                                     "account_fen", "cash_fen"};
static const char *const classes[] = {"drug_fen", "herb_fen", "service_fen"};

static size_t count_found(const ds_draft *d, const char *const *names, size_t n)
{
    size_t found = 0;
    for (size_t i = 0; i < n; i++)
        found += ds_guess_find(d->g, names[i]) != NULL;
    return found;
}

/* Payers that are not there are 0 where the others make up the total. */
static void put_payers(const ds_draft *d)
{
    size_t n;
    const size_t found = count_found(d, payers, DS_COUNT(payers));
    if (found == 0 || found == DS_COUNT(payers)) return;
    const bool has_total = ds_guess_find(d->g, "total_fen") != NULL;
    const size_t right =
        has_total ? ds_guess_adds_up(d->g, payers, DS_COUNT(payers), &n) : 0;
    const bool is_rest_zero = has_total && 2 * right > n;
    if (is_rest_zero)
        ds_draft_say(d, "  ",
                     "no field has these; the other payers make up the total "
                     "without them");
    else
        ds_draft_say(d, "  ",
                     "no field has these, and the other payers do not make up "
                     "the total");
    for (size_t i = 0; i < DS_COUNT(payers); i++)
        if (!ds_guess_find(d->g, payers[i]))
            fprintf(d->out, "  %s%s: {value: 0}\n", is_rest_zero ? "" : "# ",
                    payers[i]);
}

/* What weights and settle read, as far as no field has it. */
static void put_lacking(const ds_draft *d)
{
    static const char *const needed[] = {"hospital", "drg",     "total_fen",
                                         "month",    "patient", "claim",
                                         "pool_fen"};
    char list[256];
    size_t n = 0;
    for (size_t i = 0; i < DS_COUNT(needed); i++) {
        const bool is_month = strcmp(needed[i], "month") == 0;
        if (ds_guess_find(d->g, needed[i]) ||
            (is_month && ds_guess_find(d->g, "discharge_day")))
            continue;
        n += (size_t)snprintf(
            list + n, sizeof list - n, "%s%s", n > 0 ? ", " : "",
            is_month ? "discharge_day (or month)" : needed[i]);
    }
    if (n > 0)
        ds_draft_say(d, "  ",
                     "No field has: %s. weights and settle read them; what "
                     "they are: dianshu columns",
                     list);
}

static void put_assumed(const ds_draft *d)
{
    const bool is_stay = ds_guess_find(d->g, "admit_day") != NULL &&
                         ds_guess_find(d->g, "discharge_day") != NULL;
    if (!ds_guess_find(d->g, "category")) {
        ds_draft_say(d, "  ", "no field has the category of care");
        fprintf(d->out, "  %scategory: {value: inpatient}\n",
                is_stay ? "" : "# ");
    }
    if (!ds_guess_find(d->g, "insurance")) {
        ds_draft_say(d, "  ", "no field has the kind of insurance");
        fputs("  # insurance: {value: employee}\n", d->out);
    }
    put_payers(d);
}

/* Says in how many rows of the sample the amounts are not the total; true
 * where that is no mistake of rows, but of what the columns are. */
static bool put_misfits(const ds_draft *d, const char *name,
                        const char *const *parts, size_t n_parts)
{
    size_t n;
    if (!ds_guess_find(d->g, "total_fen") ||
        count_found(d, parts, n_parts) < n_parts)
        return false;
    const size_t right = ds_guess_adds_up(d->g, parts, n_parts, &n);
    if (right < n)
        ds_draft_say(d, "",
                     "in %zu of %zu rows the %s do not add up to the total",
                     n - right, n, name);
    return 2 * right < n;
}

static void put_checks(const ds_draft *d)
{
    const bool no_payers = put_misfits(d, "payers", payers, DS_COUNT(payers));
    const bool no_classes =
        put_misfits(d, "classes", classes, DS_COUNT(classes));
    if (no_payers || no_classes)
        fprintf(d->out, "checks: {%s%s%s}\n", no_payers ? "payers: no" : "",
                no_payers && no_classes ? ", " : "",
                no_classes ? "classes: no" : "");
}

/* ---- what has no place ----------------------------------------------------
 */

static const struct {
    const char *name;
    ds_kind kind;
} own_kinds[] = {
    {"code",  DS_KIND_CODE },
    {"count", DS_KIND_COUNT},
    {"fen",   DS_KIND_FEN  },
    {"day",   DS_KIND_DAY  },
    {"month", DS_KIND_MONTH}
};

/* Which of own_kinds a field is: KIND of KIND:NAME, or as its values say. */
static ds_status find_own_kind(const ds_draft *d, size_t field, size_t *k)
{
    const ds_guess_field *f = &d->g->fields[field];
    ds_kind kind = DS_KIND_CODE;
    if (f->role != DS_ROLE_OWN)
        DS_TRY(ds_guess_kind(d->s, d->names, field, &kind, d->err));
    for (*k = DS_COUNT(own_kinds) - 1; *k > 0; --*k) {
        const char *name = own_kinds[*k].name;
        if (f->role == DS_ROLE_OWN ? strncmp(f->target, name, strlen(name)) == 0
                                   : own_kinds[*k].kind == kind)
            break;
    }
    return DS_OK;
}

/* A suggestion for a column of one's own; its keys are looked at like those of
 * a column of a claim. */
static ds_status put_own(const ds_draft *d, size_t field)
{
    const ds_guess_field *f = &d->g->fields[field];
    size_t k = 0;
    ds_guess_column c = {0};
    DS_TRY(find_own_kind(d, field, &k));
    const ds_status st = ds_guess_look(&c, d->s, d->names, field, NULL,
                                       own_kinds[k].kind, d->err);
    fputs("  # ", d->out);
    if (f->role == DS_ROLE_OWN)
        fprintf(d->out, "%s: # ", strchr(f->target, ':') + 1);
    else
        fprintf(d->out, "field_%zu: # ", field + 1);
    ds_draft_samples(d, field);
    fputs("\n  #   column: ", d->out);
    ds_draft_name(d, field);
    fprintf(d->out, "\n  #   kind: %s\n", own_kinds[k].name);
    if (st == DS_OK) ds_draft_keys(d, "  # ", &c);
    ds_guess_column_destroy(&c);
    return st;
}

/* A field whose column another one has; amounts can be added up. */
static void put_spare(const ds_draft *d, size_t field)
{
    const char *target = d->g->fields[field].target;
    const ds_guess_column *c = ds_guess_find(d->g, target);
    ds_draft_add(d, "could be %s as well", target);
    if (!c || c->as.is.kind != DS_KIND_FEN) return;
    fputs("  #   sum: [", d->out);
    ds_draft_name(d, c->field);
    fputs(", ", d->out);
    ds_draft_name(d, field);
    fputs("]", d->out);
    ds_draft_add(d, "instead of column: there, both together");
}

static void put_remark(const ds_draft *d, size_t field)
{
    const ds_guess_field *f = &d->g->fields[field];
    fputs("  # ", d->out);
    ds_draft_name(d, field);
    if (f->role == DS_ROLE_PERSONAL)
        ds_draft_add(d, "about a person, better left out");
    else if (f->role == DS_ROLE_REPEATED)
        ds_draft_add(d, "several fields have this name; rename them in the "
                        "header");
    else
        put_spare(d, field);
}

static ds_status put_others(const ds_draft *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->s->n_fields; i++) {
        const ds_field_role role = d->g->fields[i].role;
        if (role == DS_ROLE_COLUMN || role == DS_ROLE_MEMBER) continue;
        if (d->s->header > 0 && ds_sample_name(d->s, i).n == 0) continue;
        if (n++ == 0)
            ds_draft_say(d, "  ",
                         "Fields without a place. Take the # away, and a blank "
                         "with it, to keep one as a column of your own.");
        if (role == DS_ROLE_NONE || role == DS_ROLE_OWN)
            DS_TRY(put_own(d, i));
        else
            put_remark(d, i);
    }
    return DS_OK;
}

/* ---- a draft --------------------------------------------------------------
 */

/* Whose area it is only the user knows, and who has one is from elsewhere. */
static void put_column(const ds_draft *d, const char *column,
                       const ds_guess_column *c)
{
    const bool needs_user = strcmp(column, "home_area") == 0;
    if (needs_user)
        ds_draft_say(d, "  ",
                     "A person with a home_area is taken to be insured "
                     "elsewhere. List the codes of your own area under "
                     "missing:, then take the # away.");
    ds_draft_column(d, needs_user ? "  # " : "  ", column, c);
    if (needs_user) fputs("  #   # missing: [CODE]\n", d->out);
}

static ds_status put_draft(const ds_draft *d)
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
        ds_draft_say(d, "  ",
                     "no name is known: {column: NAME} for what you need of "
                     "`dianshu columns`");
    else
        put_assumed(d);
    put_lacking(d);
    DS_TRY(put_others(d));
    put_checks(d);
    return DS_OK;
}

static ds_status write_draft(ds_draft *d, char **text, size_t *n)
{
    d->out = open_memstream(text, n);
    if (!d->out) return ds_fail(d->err, DS_ERR_NOMEM, "out of memory");
    const ds_status st = put_draft(d);
    const bool is_whole = !ferror(d->out);
    if (fclose(d->out) != 0 || !is_whole)
        return ds_fail(d->err, DS_ERR_NOMEM, "out of memory");
    return st;
}

ds_status ds_guess(const char *input, bool zh, char **text, size_t *n,
                   ds_error *err)
{
    ds_synonyms names = {0};
    ds_sample s = {0};
    ds_guess_fields g = {0};
    ds_draft d = {.input = input,
                  .s = &s,
                  .names = &names,
                  .g = &g,
                  .zh = zh,
                  .err = err};
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
