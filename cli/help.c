/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/help.c - see help.h for the contract. */
#include "cli/help.h"

#include "base/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool cli_is_chinese(int argc, char **argv)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (int i = 1; i < argc; i++) {
        const char *value = strncmp(argv[i], "--lang=", 7) == 0 ? argv[i] + 7
                            : strcmp(argv[i], "--lang") == 0 && i + 1 < argc
                                ? argv[i + 1]
                                : NULL;
        if (value) return strcmp(value, "zh") == 0;
    }
    for (size_t i = 0; i < DS_COUNT(names); i++) {
        const char *value = getenv(names[i]);
        if (value && *value) return strncmp(value, "zh", 2) == 0;
    }
    return false;
}

bool cli_wants_help(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-?") == 0)
            return true;
    return false;
}

static void print_option(const struct argp_option *o)
{
    enum { WIDTH = 30 };
    char text[64];
    const bool is_short = o->key > ' ' && o->key < 127;
    const int n =
        snprintf(text, sizeof text, "  %s%c%s--%s%s%s", is_short ? "-" : "  ",
                 is_short ? o->key : ' ', is_short ? ", " : " ", o->name,
                 o->arg ? "=" : "", o->arg ? o->arg : "");
    printf("%s%*s %s\n", text, n < WIDTH ? WIDTH - n : 0, "",
           ds_message(o->doc));
}

void cli_help_chinese(const char *command, const cli_spec *spec,
                      const struct argp_option *options)
{
    static const struct argp_option help = {"help",           '?', 0, 0,
                                            "give this help", 0};
    printf("%s dianshu %s [OPTION...] %s\n%s\n\n%s\n", ds_message("usage:"),
           command, spec->arguments ? spec->arguments : "",
           ds_message(spec->doc), ds_message("options:"));
    for (; options->name || options->key; options++) print_option(options);
    print_option(&help);
}
