/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/options.c - see options.h for the contract. */
#include "cli/options.h"

#include "base/decimal.h"
#include "base/message.h"
#include "cli/help.h"
#include "cli/option_words.h"
#include "cli/sample.h"
#include "io/tables/result.h"
#include "io/tables/text_out.h"

#include <gsl/gsl_errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { DEFAULT_MEMORY = 256 << 20 /* a thread */, MAX_THREADS = 1024 };

static atomic_bool cancelled; /* set by the first Ctrl-C; the second kills */

static void on_interrupt(int number)
{
    atomic_store(&cancelled, true);
    signal(number, SIG_DFL);
}

void cli_begin(void)
{
    gsl_set_error_handler_off();
    argp_err_exit_status = CLI_MISUSED;
    signal(SIGINT, on_interrupt);
    signal(SIGTERM, on_interrupt);
    signal(SIGXFSZ, SIG_IGN); /* a file-size limit is an error, not a death */
    signal(SIGPIPE, SIG_DFL); /* `dianshu ... | head` ends quietly; files
                                 that are not whole have no name yet */
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* ---- progress: one line on a terminal, ten times a second ---------------- */

static double progress_began;
static _Atomic int64_t progress_shown; /* milliseconds of the last drawing */

static void draw_progress(ds_progress *p)
{
    const uint64_t done = atomic_load(&p->done);
    const int64_t ms = (int64_t)(now() * 1e3);
    int64_t last = atomic_load(&progress_shown);
    if (done == 0) progress_began = now();
    if (ms - last < 100 ||
        !atomic_compare_exchange_strong(&progress_shown, &last, ms))
        return;
    const double used = now() - progress_began;
    if (p->total == 0 || done == 0)
        fprintf(stderr, "\r\033[K%s ...", p->what);
    else
        fprintf(stderr, "\r\033[K%s %3.0f %%, %.0f s left", p->what,
                100.0 * (double)done / (double)p->total,
                used * (double)(p->total - done) / (double)done);
}

static void clear_progress(const cli_common *c)
{
    if (c->progress.listen && atomic_load(&progress_shown) > 0)
        fputs("\r\033[K", stderr);
}

/* ---- the shared options -------------------------------------------------- */

enum {
    KEY_WHERE = 0x1000,
    KEY_PLAN,
    KEY_MEMORY,
    KEY_THREADS,
    KEY_STATS,
    KEY_JSON,
    KEY_CSV,
    KEY_FORCE,
    KEY_FEN,
    KEY_LANG
};

/* clang-format off */
static const struct shared_option {
    unsigned takes; /* 0: every command */
    struct argp_option option;
} shared[] = {
    {CLI_READS | CLI_FILTERS, {"where", KEY_WHERE, "TERMS", 0, "only these records, e.g. 'insurance=employee,year=2021..2023': column=value, a|b, lo..hi", 10}},
    {CLI_READS, {"plan", KEY_PLAN, 0, 0, "say passes, memory and time; write nothing", 10}},
    {CLI_READS, {"memory", KEY_MEMORY, "SIZE", 0, "bytes for buffers and states (256m a thread); too little costs passes or is refused", 11}},
    {CLI_WRITES, {"output", 'o', "FILE", 0, "write there instead of printing", 10}},
    {CLI_WRITES, {"force", KEY_FORCE, 0, 0, "replace FILE where it exists", 10}},
    {CLI_PRINTS, {"json", KEY_JSON, 0, 0, "print the main table as JSON", 10}},
    {CLI_PRINTS, {"csv", KEY_CSV, 0, 0, "print the main table as CSV", 10}},
    {CLI_PRINTS, {"fen", KEY_FEN, 0, 0, "money as whole fen instead of yuan", 10}},
    {0, {"lang", KEY_LANG, "en|zh", 0, "language of messages, headings and templates (LANG)", 11}},
    {0, {"threads", KEY_THREADS, "N", 0, "threads to use (all); changes no result", 11}},
    {0, {"stats", KEY_STATS, 0, 0, "print time, rows/s and peak memory at the end", 11}},
    {0, {"quiet", 'q', 0, 0, "no progress and no notes", 11}},
};
/* clang-format on */

static int whole_number(struct argp_state *state, const char *name,
                        const char *arg, int high)
{
    int64_t n = 0;
    if (ds_decimal_parse(arg, strlen(arg), 0, &n) != DS_DECIMAL_OK || n < 1 ||
        n > high)
        cli_misuse(state, "--%s: '%s' is not a whole number from 1 to %d", name,
                   arg, high);
    return (int)n;
}

static error_t take_shared(int key, char *arg, struct argp_state *state)
{
    cli_common *c = state->input;
    uint64_t size = 0;
    switch (key) {
    case KEY_WHERE:
        if (c->where)
            cli_misuse(state, "--where is given twice: join its terms by ','");
        c->where = arg;
        return 0;
    case KEY_PLAN:
        c->plan = cli_sample_blocks() == 0;
        return 0;
    case KEY_STATS:
        c->stats = true;
        return 0;
    case KEY_JSON:
        c->json = true;
        return 0;
    case KEY_CSV:
        c->csv = true;
        return 0;
    case KEY_FEN:
        c->fen = true;
        return 0;
    case KEY_FORCE:
        c->force = true;
        return 0;
    case 'o':
        c->output = cli_output_path(arg);
        return 0;
    case 'q':
        c->quiet = true;
        return 0;
    case KEY_LANG:
        c->zh = c->zh_data = strcmp(arg, "zh") == 0;
        if (!c->zh && strcmp(arg, "en") != 0)
            cli_misuse(state, "--lang: '%s' is neither en nor zh", arg);
        return 0;
    case KEY_THREADS:
        c->run.threads = whole_number(state, "threads", arg, MAX_THREADS);
        return 0;
    case KEY_MEMORY:
        if (!cli_size(arg, true, &size) || size < 1u << 20)
            cli_misuse(state, "--memory: '%s' is not a size of at least 1m",
                       arg);
        c->run.memory = (size_t)size;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* The parser in use: the own options first, then the shared ones it takes. */
static const cli_spec *parsing;

static error_t take_any(int key, char *arg, struct argp_state *state)
{
    const error_t known = parsing->take(key, arg, state);
    return known == ARGP_ERR_UNKNOWN ? take_shared(key, arg, state) : known;
}

void cli_parse(const cli_spec *spec, int argc, char **argv, cli_common *args)
{
    struct argp_option options[64] = {{0}};
    size_t n = 0;
    while (spec->options[n].name || spec->options[n].key) {
        options[n] = spec->options[n];
        n++;
    }
    for (size_t i = 0; i < DS_COUNT(shared); i++)
        if (shared[i].takes == 0 || (spec->takes & shared[i].takes))
            options[n++] = shared[i].option;
    args->command = argv[0];
    args->argc = argc;
    args->argv = argv;
    args->takes = spec->takes;
    args->started = now();
    args->run = (ds_run){.threads = ds_threads_default(),
                         .memory = 0,
                         .cancel = &cancelled,
                         .progress = &args->progress};
    const struct argp argp = {
        options, take_any, spec->arguments, spec->doc, NULL, NULL, NULL};
    parsing = spec;
    args->zh = cli_is_chinese(argc, argv);
    if (args->zh && cli_wants_help(argc, argv)) {
        cli_help_chinese(argv[0], spec, options);
        exit(fflush(stdout) == 0 ? 0 : 1);
    }
    cli_check_words(
        &(struct argp_state){.argc = argc, .argv = argv, .input = args},
        options, n);
    char name[64];
    snprintf(name, sizeof name, "dianshu %s", argv[0]);
    argv[0] = name;
    argp_parse(&argp, argc, argv, 0, NULL, args);
    argv[0] = (char *)(uintptr_t)args->command;
    if (args->run.memory == 0) /* a reader's buffers are a thread's own */
        args->run.memory = DEFAULT_MEMORY * (size_t)args->run.threads;
    args->run.keep = args->run.memory / 2;
    if (!args->quiet && isatty(STDERR_FILENO))
        args->progress.listen = draw_progress;
    if (cli_sample_blocks() > 0) args->progress.listen = cli_sample_listen;
}

/* "1e6": *unit becomes 1,000,000 and *n the length before the e. */
static bool size_exponent(const char *text, size_t *n, uint64_t *unit)
{
    const char *e = memchr(text, 'e', *n);
    int64_t exponent = 0;
    if (!e) return true;
    const size_t length = *n - (size_t)(e + 1 - text);
    if (ds_decimal_parse(e + 1, length, 0, &exponent) != DS_DECIMAL_OK ||
        exponent < 0 || exponent > 18)
        return false;
    *n = (size_t)(e - text);
    for (; exponent > 0; exponent--) *unit *= 10;
    return true;
}

bool cli_size(const char *text, bool binary, uint64_t *out)
{
    static const struct {
        char letter;
        uint64_t decimal, binary;
    } units[] = {
        {'k', 1000,       1u << 10},
        {'m', 1000000,    1u << 20},
        {'g', 1000000000, 1u << 30}
    };
    size_t n = strlen(text);
    uint64_t unit = 1;
    for (size_t i = 0; n > 0 && i < DS_COUNT(units); i++)
        if ((text[n - 1] | 0x20) == units[i].letter) {
            unit = binary ? units[i].binary : units[i].decimal;
            n--;
            break;
        }
    int64_t thousandths = 0;
    if (unit == 1 && !size_exponent(text, &n, &unit)) return false;
    if (ds_decimal_parse(text, n, 3, &thousandths) != DS_DECIMAL_OK ||
        thousandths < 0)
        return false;
    const ds_i128 size = (ds_i128)thousandths * (ds_i128)unit;
    if (size % 1000 != 0 || size / 1000 > INT64_MAX) return false;
    *out = (uint64_t)(size / 1000);
    return true;
}

/* ---- messages ------------------------------------------------------------ */

void cli_note(const cli_common *c, const char *fmt, ...)
{
    if (c->quiet) return;
    va_list args;
    char text[2048];
    va_start(args, fmt);
    clear_progress(c);
    if (c->zh)
        ds_message_format(text, sizeof text, fmt, args);
    else
        vsnprintf(text, sizeof text, fmt, args);
    fprintf(stderr, "%s\n", text);
    va_end(args);
}

void cli_input(cli_common *c, const char *what, const char *path)
{
    if (c->n_inputs == CLI_MAX_INPUTS) return;
    c->inputs[c->n_inputs][0] = what;
    c->inputs[c->n_inputs++][1] = path;
}

void cli_misuse(const struct argp_state *state, const char *fmt, ...)
{
    const cli_common *c = state->input;
    char text[1024];
    va_list args;
    va_start(args, fmt);
    if (c->zh)
        ds_message_format(text, sizeof text, fmt, args);
    else
        vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    fprintf(stderr,
            c->zh ? "dianshu %s：%s\n用 dianshu %s --help 查看说明。\n"
                  : "dianshu %s: %s\nTry 'dianshu %s --help'.\n",
            c->command, text, c->command);
    exit(CLI_MISUSED);
}

static void print_stats(const cli_common *c)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    const double seconds = now() - c->started;
    fprintf(stderr, "time %.3f s, threads %d, peak memory %.0f MB", seconds,
            c->run.threads, (double)usage.ru_maxrss / 1024.0);
    if (c->rows > 0)
        fprintf(stderr, ", %llu rows, %.2f million rows/s, %.2f GB/s",
                (unsigned long long)c->rows, (double)c->rows / seconds * 1e-6,
                (double)c->bytes / seconds * 1e-9);
    fputc('\n', stderr);
}

int cli_end(cli_common *c, ds_status st)
{
    clear_progress(c);
    cli_sample_end();
    if (st != DS_OK) {
        const ds_error *e = &c->err;
        const char *status = ds_status_text(st);
        const char *text = c->zh ? e->zh : e->text;
        const char *hint = c->zh ? e->hint_zh : e->hint;
        fprintf(stderr, "dianshu %s: %s\n", c->command,
                *text   ? text
                : c->zh ? ds_message(status)
                        : status);
        if (*hint)
            fprintf(stderr, "  %s: %s\n", c->zh ? "办法" : "remedy", hint);
    }
    if (c->stats && st == DS_OK) print_stats(c);
    return ds_status_exit(st);
}

ds_status cli_print(const cli_common *c, const ds_table *t, ds_error *err)
{
    const ds_text_options options = {.format = c->json  ? DS_TEXT_JSON
                                               : c->csv ? DS_TEXT_CSV
                                                        : DS_TEXT_TABLE,
                                     .fen = c->fen,
                                     .zh = c->json || c->csv ? c->zh_data
                                                             : c->zh};
    return ds_table_print(t, &options, stdout, err);
}

ds_status cli_show(const cli_common *c, const ds_table *t, size_t max_rows,
                   const char *const *names, ds_error *err)
{
    enum { MAX = 16 };
    const ds_text_options options = {
        .fen = c->fen, .zh = c->zh, .max_rows = max_rows};
    ds_column_spec specs[MAX];
    ds_buffer cells[MAX];
    ds_table view = *t; /* borrows: not to be destroyed */
    if (c->json || c->csv) return cli_print(c, t, err);
    if (!names) return ds_table_print(t, &options, stdout, err);
    view.columns = specs;
    view.cells = cells;
    view.n_columns = 0;
    for (; *names && view.n_columns < MAX; names++) {
        const int column = ds_table_find(t, *names);
        if (column < 0) continue;
        specs[view.n_columns] = t->columns[column];
        cells[view.n_columns++] = t->cells[column];
    }
    return ds_table_print(&view, &options, stdout, err);
}

ds_status cli_translate(const cli_common *c, ds_table *t, const char *column,
                        ds_error *err)
{
    const int at = ds_table_find(t, column);
    for (size_t row = 0; c->zh && at >= 0 && row < t->n_rows; row++) {
        const char *text = ds_table_get_text(t, row, (size_t)at);
        DS_TRY(ds_table_set_text(t, row, (size_t)at, ds_message(text), err));
    }
    return DS_OK;
}

/* A row on its side: a line a column, in a table of its own. */
static ds_status turn(const cli_common *c, const ds_table *t, ds_table *turned,
                      ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"figure", DS_CELL_TEXT, 0, "", "指标", "name of the column"},
        {"value",  DS_CELL_TEXT, 0, "", "数值", "its value"         },
        {"unit",   DS_CELL_TEXT, 0, "", "单位", "its unit"          },
    };
    ds_text text = {0};
    ds_status st =
        ds_table_init(turned, t->name, t->zh, specs, DS_COUNT(specs), err);
    for (size_t i = 0; st == DS_OK && i < t->n_columns; i++) {
        size_t row;
        const ds_column_spec *spec = &t->columns[i];
        text.n = 0;
        DS_GO(ds_text_room(&text, DS_DICT_MAX_BYTES + DS_CELL_SIZE, err));
        ds_text_cell(&text, t, 0, i, c->fen, 9);
        ds_text_char(&text, '\0');
        DS_GO(ds_table_add(turned, &row, err));
        DS_GO(ds_table_set_text(turned, row, 0, c->zh ? spec->zh : spec->name,
                                err));
        DS_GO(ds_table_set_text(turned, row, 1, text.buffer.data, err));
        DS_GO(ds_table_set_text(turned, row, 2,
                                c->fen && spec->type == DS_CELL_FEN ? "fen"
                                : c->zh ? ds_message(spec->unit)
                                        : spec->unit,
                                err));
    }
done:
    ds_buffer_destroy(&text.buffer);
    return st;
}

ds_status cli_print_row(const cli_common *c, const ds_table *t, ds_error *err)
{
    const ds_text_options options = {.zh = c->zh};
    ds_table turned = {0};
    ds_status st = turn(c, t, &turned, err);
    if (st == DS_OK) st = ds_table_print(&turned, &options, stdout, err);
    ds_table_destroy(&turned);
    return st;
}

/* What changes no result and so has no place in it; `true`: takes a value. */
static const struct {
    const char *name;
    bool has_value;
} left_out[] = {
    {"--threads",    true },
    {"-o",           true },
    {"--output",     true },
    {"--cases",      true },
    {"--rejects",    true },
    {"--checkpoint", true },
    {"--fragment",   true },
    {"--print",      true },
    {"--stats",      false},
    {"--quiet",      false},
    {"-q",           false},
    {"--force",      false},
    {"--memory",     true },
    {"--json",       false},
    {"--csv",        false},
    {"--fen",        false},
    {"--lang",       true }
};

static int skipped(const char *word)
{
    for (size_t i = 0; i < DS_COUNT(left_out); i++) {
        const size_t n = strlen(left_out[i].name);
        if (strcmp(word, left_out[i].name) == 0)
            return left_out[i].has_value ? 2 : 1;
        if (strncmp(word, left_out[i].name, n) == 0 && word[n] == '=') return 1;
    }
    return strncmp(word, "-o", 2) == 0 ? 1 : 0;
}

const char *cli_canonical(int argc, char **argv, char *text, size_t size)
{
    size_t n = (size_t)snprintf(text, size, "dianshu");
    for (int i = 0; i < argc && n < size; i++) {
        const int skip = i > 0 ? skipped(argv[i]) : 0;
        if (skip > 0) {
            i += skip - 1;
            continue;
        }
        const char *slash = argv[i][0] == '-' ? NULL : strrchr(argv[i], '/');
        n += (size_t)snprintf(text + n, size - n, " %s",
                              slash ? slash + 1 : argv[i]);
    }
    return text;
}
