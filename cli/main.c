/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/main.c - picks the command; each one lives in cli/cmd_<name>.c. */
#include "base/message.h"
#include "cli/commands.h"
#include "cli/help.h"
#include "cli/option_words.h"
#include "cli/options.h"
#include "io/outfile.h"

#include <argp.h>
#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>

static const struct command {
    const char *name, *summary;
    int (*run)(int argc, char **argv); /* argv[0] is the command's name */
} commands[] = {
#define COMMAND_ROW(name, summary) {#name, summary, cmd_##name},
    COMMAND_LIST(COMMAND_ROW)
#undef COMMAND_ROW
};

static const char *say(bool zh, const char *english)
{
    return zh ? ds_message(english) : english;
}

static int usage(FILE *out, bool zh, int status)
{
    fprintf(out,
            "dianshu " DS_VERSION " - %s\n\n"
            "%s dianshu COMMAND [OPTION...]      dianshu COMMAND --help\n\n",
            say(zh, "point-method global health budgets: claims in, settled "
                    "region out"),
            say(zh, "usage:"));
    int widest = 0;
    for (size_t i = 0; i < DS_COUNT(commands); i++)
        if ((int)strlen(commands[i].name) > widest)
            widest = (int)strlen(commands[i].name);
    for (size_t i = 0; i < DS_COUNT(commands); i++)
        fprintf(out, "  %-*s %s\n", widest, commands[i].name,
                say(zh, commands[i].summary));
    fprintf(out,
            "\n%s\n"
            "  dianshu generate --claims 1m -o region.h5\n"
            "  dianshu stats region.h5 --by drg --column total\n",
            say(zh, "first steps:"));
    return status;
}

static int finish(int status)
{
    if (status != 0) return status; /* it has been said why */
    if (fflush(stdout) == 0 && !ferror(stdout)) return 0;
    /* a full disk often shows only here */
    ds_error err = {0};
    const ds_status st = ds_fail_write(&err, "standard output", errno);
    fprintf(stderr, "dianshu: %s\n  remedy: %s\n", err.text, err.hint);
    return ds_status_exit(st);
}

/* `dianshu --lang zh stats ...`: the option goes behind the command. */
static int move_language(int argc, char **argv)
{
    const int n = argc > 1 && strcmp(argv[1], "--lang") == 0        ? 2
                  : argc > 1 && strncmp(argv[1], "--lang=", 7) == 0 ? 1
                                                                    : 0;
    if (n == 0 || argc <= 1 + n) return argc;
    char *option[2] = {argv[1], argv[n]};
    memmove(argv + 1, argv + 1 + n, (size_t)(argc - 1 - n) * sizeof *argv);
    memcpy(argv + argc - n, option, (size_t)n * sizeof *argv);
    return argc;
}

static int no_command(bool zh, const char *word)
{
    const char *near = cli_nearest(word, &commands[0].name, sizeof *commands,
                                   DS_COUNT(commands));
    fputs("dianshu: ", stderr);
    fprintf(stderr, say(zh, "no command '%s'"), word);
    fputc('\n', stderr);
    if (!near) return usage(stderr, zh, CLI_MISUSED);
    fprintf(stderr, "  %s: ", zh ? "办法" : "remedy");
    fprintf(stderr, say(zh, "did you mean '%s'?"), near);
    fputc('\n', stderr);
    return CLI_MISUSED;
}

/* glibc raises this threshold whenever a large block is freed, and keeps large
 * blocks in the heap from then on, where they leave holes: a peak would depend
 * on the order of what came before, by a third and more. */
static void return_large_blocks(void)
{
    enum { LARGE = 512 << 10 };
#ifdef M_MMAP_THRESHOLD
    mallopt(M_MMAP_THRESHOLD, LARGE);
#endif
}

int main(int argc, char **argv)
{
    return_large_blocks();
    cli_begin();
    argc = move_language(argc, argv);
    const bool zh = cli_is_chinese(argc, argv);
    if (argc < 2) return usage(stderr, zh, CLI_MISUSED);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)
        return finish(usage(stdout, zh, 0));
    if (strcmp(argv[1], "--version") == 0) {
        puts("dianshu " DS_VERSION);
        return finish(0);
    }
    for (size_t i = 0; i < DS_COUNT(commands); i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return finish(commands[i].run(argc - 1, argv + 1));
    return no_command(zh, argv[1]);
}
