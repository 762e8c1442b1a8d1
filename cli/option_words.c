/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/option_words.c - see option_words.h. */
#include "cli/option_words.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/keys.h"
#include "cli/options.h"

const char *cli_nearest(const char *word, const char *const *names,
                        size_t stride, size_t n)
{
    ds_key *rows = calloc(n + 1, sizeof *rows);
    if (!rows) return NULL; /* only a hint is lost */
    const char *at = (const char *)names;
    for (size_t i = 0; i < n; i++, at += stride) {
        const char *name;
        memcpy(&name, at, sizeof name);
        rows[i].name = name ? name : "";
    }
    const ds_keys keys = {"name", rows, n, NULL};
    const char *nearest = ds_keys_nearest(&keys, word);
    free(rows);
    return nearest;
}

/* What argp adds to every command. */
static const struct argp_option of_argp[] = {
    {"help",  '?', 0, 0, 0, 0},
    {"usage", 0,   0, 0, 0, 0}
};

typedef struct found {
    const struct argp_option *option, *other; /* other: as near */
    bool is_whole;                            /* the name, not its beginning */
} found;

static void look(const struct argp_option *options, size_t n, const char *word,
                 size_t length, found *f)
{
    for (size_t i = 0; i < n && !f->is_whole; i++) {
        const char *name = options[i].name;
        if (!name || strncmp(name, word, length) != 0) continue;
        f->is_whole = name[length] == '\0';
        f->other = f->is_whole ? NULL : f->option;
        f->option = &options[i];
    }
}

/* "--name", "--name=value"; whether the next word is its value. */
static bool long_word(const struct argp_state *state,
                      const struct argp_option *options, size_t n,
                      const char *word, bool has_next)
{
    const size_t length = strcspn(word, "=");
    const bool has_value = word[length] == '=';
    found f = {0};
    look(options, n, word, length, &f);
    look(of_argp, DS_COUNT(of_argp), word, length, &f);
    if (!f.option) {
        const char *near =
            cli_nearest(word, &options->name, sizeof *options, n);
        if (near && *near)
            cli_misuse(state, "no option '--%.60s'; did you mean --%s?", word,
                       near);
        cli_misuse(state, "no option '--%.60s'", word);
    }
    if (f.other)
        cli_misuse(state, "--%.*s may be --%s or --%s", (int)length, word,
                   f.other->name, f.option->name);
    if (!f.option->arg && has_value)
        cli_misuse(state, "--%s takes no value", f.option->name);
    if (f.option->arg && !has_value && !has_next)
        cli_misuse(state, "--%s needs a value: %s", f.option->name,
                   f.option->arg);
    return f.option->arg && !has_value;
}

/* "-o", "-oFILE", "-qo"; whether the next word is the value of the last. */
static bool short_word(const struct argp_state *state,
                       const struct argp_option *options, size_t n,
                       const char *word, bool has_next)
{
    for (; *word; word++) {
        const struct argp_option *option = NULL;
        for (size_t i = 0; i < n && !option; i++)
            if (options[i].key == *word) option = &options[i];
        if (!option && *word != '?')
            cli_misuse(state, "no option '-%c'", *word);
        if (!option || !option->arg) continue;
        if (!word[1] && !has_next)
            cli_misuse(state, "-%c needs a value: %s", *word, option->arg);
        return !word[1];
    }
    return false;
}

void cli_check_words(const struct argp_state *state,
                     const struct argp_option *options, size_t n)
{
    for (int i = 1; i < state->argc; i++) {
        const char *word = state->argv[i];
        const bool has_next = i + 1 < state->argc;
        if (word[0] != '-' || word[1] == '\0') continue; /* "-" is a file */
        if (strcmp(word, "--") == 0) return;
        i += word[1] == '-' ? long_word(state, options, n, word + 2, has_next)
                            : short_word(state, options, n, word + 1, has_next);
    }
}
