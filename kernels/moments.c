/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/moments.c - see moments.h for the contract. */
#include "kernels/moments.h"

#include "kernels/state.h"

#include <math.h>
#include <string.h>

/* A group's words, 64 bytes. */
enum { N, MISSING, SUM, SQUARES = SUM + 2, MIN = SQUARES + 2, MAX, WORDS };
_Static_assert((int)WORDS == (int)DS_MOMENT_WORDS, "the header says how many");
enum { GROUP_BYTES = WORDS * 8 };

static int64_t *words_of(const ds_moments *m) { return m->words.data; }

static void begin(const void *ctx, int64_t *state)
{
    const ds_moments *m = ctx;
    memset(state, 0, m->n_groups * GROUP_BYTES);
    for (size_t g = 0; g < m->n_groups; g++) {
        state[g * WORDS + MIN] = INT64_MAX;
        state[g * WORDS + MAX] = INT64_MIN;
    }
}

ds_status ds_moments_init(ds_moments *m, size_t n_groups, size_t group_lane,
                          size_t value_lane, const ds_run *run, ds_error *err)
{
    if (group_lane == DS_NO_LANE) n_groups = 1;
    if (n_groups > SIZE_MAX / GROUP_BYTES)
        return ds_fail(err, DS_ERR_NOMEM, "%zu groups are too many", n_groups);
    const size_t bytes = n_groups * GROUP_BYTES;
    DS_TRY(ds_buffer_reserve(&m->words, bytes, err));
    m->n_groups = n_groups;
    m->group_lane = group_lane;
    m->value_lane = value_lane;
    m->is_shared = ds_state_is_shared(bytes, run);
    begin(m, m->words.data);
    return DS_OK;
}

static void add_row(int64_t *w, int64_t x)
{
    if (x == DS_MISSING) {
        w[MISSING]++;
        return;
    }
    w[N]++;
    ds_words_add(w + SUM, x);
    ds_words_add(w + SQUARES, (ds_i128)x * x);
    w[MIN] = x < w[MIN] ? x : w[MIN];
    w[MAX] = x > w[MAX] ? x : w[MAX];
}

static void add_row_shared(int64_t *w, int64_t x)
{
    if (x == DS_MISSING) {
        (void)ds_atomic_add(w + MISSING, 1);
        return;
    }
    (void)ds_atomic_add(w + N, 1);
    ds_atomic_add_wide(w + SUM, w + SUM + 1, x);
    ds_atomic_add_wide(w + SQUARES, w + SQUARES + 1, (ds_i128)x * x);
    ds_atomic_min(w + MIN, x);
    ds_atomic_max(w + MAX, x);
}

static ds_status too_large(const ds_moments *m, ds_error *err)
{
    return ds_fail(err, DS_ERR_DATA, "a group id is not below %zu",
                   m->n_groups);
}

static ds_status add(void *ctx, int64_t *state, const ds_slice *s,
                     ds_error *err)
{
    const ds_moments *m = ctx;
    const int64_t *value = s->lane[m->value_lane];
    if (m->group_lane == DS_NO_LANE) {
        for (size_t i = 0; i < s->n; i++) add_row(state, value[i]);
        return DS_OK;
    }
    const int64_t *group = s->lane[m->group_lane];
    const int64_t n_groups = (int64_t)m->n_groups;
    for (size_t i = 0; i < s->n; i++) {
        if (group[i] < 0) continue;
        if (group[i] >= n_groups) return too_large(m, err);
        add_row(state + group[i] * WORDS, value[i]);
    }
    return DS_OK;
}

/* Only states of many groups are shared, so there is a group lane. */
static ds_status add_shared(void *ctx, int64_t *state, const ds_slice *s,
                            ds_error *err)
{
    (void)state;
    const ds_moments *m = ctx;
    int64_t *words = words_of(m);
    const int64_t *value = s->lane[m->value_lane];
    const int64_t *group = s->lane[m->group_lane];
    const int64_t n_groups = (int64_t)m->n_groups;
    for (size_t i = 0; i < s->n; i++) {
        if (i + DS_PREFETCH_ROWS < s->n)
            ds_prefetch(words, group[i + DS_PREFETCH_ROWS], GROUP_BYTES);
        if (group[i] < 0) continue;
        if (group[i] >= n_groups) return too_large(m, err);
        add_row_shared(words + group[i] * WORDS, value[i]);
    }
    return DS_OK;
}

/* One group of narrow values: sums of a slice stay in registers. */
void ds_moments_add_narrow(int64_t *w, const int32_t *value, size_t n)
{
    int64_t sum = 0, missing = 0;
    ds_i128 squares = 0;
    int32_t low = INT32_MAX, high = DS_NARROW_MISSING;
    for (size_t i = 0; i < n; i++) {
        const bool is_missing = value[i] == DS_NARROW_MISSING;
        const int64_t x = is_missing ? 0 : value[i];
        const int32_t over = is_missing ? INT32_MAX : value[i];
        missing += is_missing;
        sum += x;
        squares += (uint64_t)(x * x);
        low = over < low ? over : low;
        high = value[i] > high ? value[i] : high;
    }
    w[N] += (int64_t)n - missing;
    w[MISSING] += missing;
    ds_words_add(w + SUM, sum);
    ds_words_add(w + SQUARES, squares);
    if ((int64_t)n == missing) return;
    w[MIN] = low < w[MIN] ? low : w[MIN];
    w[MAX] = high > w[MAX] ? high : w[MAX];
}

/* Extremes change rarely: a branch costs less than two stores. */
static void add_row_narrow(int64_t *w, int32_t x)
{
    if (x == DS_NARROW_MISSING) {
        w[MISSING]++;
        return;
    }
    w[N]++;
    ds_words_add(w + SUM, x);
    ds_words_add(w + SQUARES, (uint64_t)((int64_t)x * x));
    if (x < w[MIN]) w[MIN] = x;
    if (x > w[MAX]) w[MAX] = x;
}

static ds_status add_narrow(void *ctx, int64_t *state, const ds_slice *s,
                            ds_error *err)
{
    const ds_moments *m = ctx;
    const int32_t *value = s->narrow[m->value_lane];
    if (m->group_lane == DS_NO_LANE) {
        ds_moments_add_narrow(state, value, s->n);
        return DS_OK;
    }
    const int32_t *group = s->narrow[m->group_lane];
    for (size_t i = 0; i < s->n; i++) {
        if (group[i] < 0) continue;
        if ((size_t)group[i] >= m->n_groups) return too_large(m, err);
        add_row_narrow(state + (size_t)group[i] * WORDS, value[i]);
    }
    return DS_OK;
}

static ds_status add_narrow_shared(void *ctx, int64_t *state, const ds_slice *s,
                                   ds_error *err)
{
    (void)state;
    const ds_moments *m = ctx;
    int64_t *words = words_of(m);
    const int32_t *value = s->narrow[m->value_lane];
    const int32_t *group = s->narrow[m->group_lane];
    for (size_t i = 0; i < s->n; i++) {
        if (i + DS_PREFETCH_ROWS < s->n)
            ds_prefetch(words, group[i + DS_PREFETCH_ROWS], GROUP_BYTES);
        if (group[i] < 0) continue;
        if ((size_t)group[i] >= m->n_groups) return too_large(m, err);
        add_row_shared(words + (size_t)group[i] * WORDS, ds_widen(value[i]));
    }
    return DS_OK;
}

static void merge(const void *ctx, int64_t *into, const int64_t *from)
{
    const ds_moments *m = ctx;
    for (size_t g = 0; g < m->n_groups; g++) {
        int64_t *a = into + g * WORDS;
        const int64_t *b = from + g * WORDS;
        a[N] += b[N];
        a[MISSING] += b[MISSING];
        ds_words_add(a + SUM, ds_words_get(b + SUM));
        ds_words_add(a + SQUARES, ds_words_get(b + SQUARES));
        if (b[MIN] < a[MIN]) a[MIN] = b[MIN];
        if (b[MAX] > a[MAX]) a[MAX] = b[MAX];
    }
}

void ds_moments_begin(const ds_moments *m, int64_t *state) { begin(m, state); }

void ds_moments_merge(ds_moments *m, const int64_t *state)
{
    merge(m, words_of(m), state);
}

ds_fold ds_moments_fold(ds_moments *m)
{
    if (m->is_shared)
        return (ds_fold){.name = "moments",
                         .ctx = m,
                         .add = add_shared,
                         .add_narrow = add_narrow_shared};
    return (ds_fold){.name = "moments",
                     .ctx = m,
                     .n_words = m->n_groups * WORDS,
                     .begin = begin,
                     .add = add,
                     .add_narrow = add_narrow,
                     .merge = merge,
                     .result = words_of(m)};
}

static ds_u128 magnitude(int64_t x)
{
    const ds_i128 wide = x;
    return (ds_u128)(wide < 0 ? -wide : wide);
}

ds_status ds_moments_check(const ds_moments *m, ds_error *err)
{
    const ds_u128 most = ~(ds_u128)0 >> 1;
    for (size_t g = 0; g < m->n_groups; g++) {
        const int64_t *w = words_of(m) + g * WORDS;
        if (w[N] == 0) continue;
        const ds_u128 low = magnitude(w[MIN]), high = magnitude(w[MAX]);
        const ds_u128 greatest = low > high ? low : high;
        if (greatest * greatest > most / (uint64_t)w[N])
            return ds_fail(err, DS_ERR_OVERFLOW,
                           "group %zu: the squares of its values are too large "
                           "to be added",
                           g);
    }
    return DS_OK;
}

void ds_moments_destroy(ds_moments *m)
{
    ds_buffer_destroy(&m->words);
    *m = (ds_moments){0};
}

ds_moment ds_moments_get(const ds_moments *m, size_t group)
{
    const int64_t *w = words_of(m) + group * WORDS;
    const bool is_empty = w[N] == 0;
    return (ds_moment){.n = w[N],
                       .missing = w[MISSING],
                       .min = is_empty ? DS_MISSING : w[MIN],
                       .max = is_empty ? DS_MISSING : w[MAX],
                       .sum = ds_words_get(w + SUM),
                       .squares = ds_words_get(w + SQUARES)};
}

ds_moment ds_moment_join(ds_moment a, ds_moment b)
{
    ds_moment both = a.n == 0 ? b : a;
    if (a.n > 0 && b.n > 0) {
        both.min = a.min < b.min ? a.min : b.min;
        both.max = a.max > b.max ? a.max : b.max;
    }
    both.n = a.n + b.n;
    both.missing = a.missing + b.missing;
    both.sum = a.sum + b.sum;
    both.squares = a.squares + b.squares;
    return both;
}

int64_t ds_moment_mean(const ds_moment *m)
{
    return m->n == 0 ? DS_MISSING : (int64_t)ds_round_div(m->sum, m->n);
}

/* Squares about the rounded mean, and what is left of the sum: both small, so
 * that n times the squares fits. In unsigned arithmetic, as the terms may pass
 * 2^127 where their sum does not. */
static void centre(const ds_moment *m, ds_i128 *squares, ds_i128 *rest)
{
    const ds_i128 mean = ds_round_div(m->sum, m->n);
    const ds_u128 c = (ds_u128)mean, n = (ds_u128)m->n;
    *rest = (ds_i128)((ds_u128)m->sum - n * c);
    *squares =
        (ds_i128)((ds_u128)m->squares - 2 * c * (ds_u128)m->sum + n * c * c);
}

bool ds_moment_variance(const ds_moment *m, int ddof, ds_i128 *num,
                        ds_i128 *den)
{
    if (m->n <= ddof) return false;
    const ds_i128 most = (ds_i128)(~(ds_u128)0 >> 1);
    ds_i128 squares, rest;
    centre(m, &squares, &rest);
    if (squares > most / m->n) return false;
    *num = m->n * squares - rest * rest;
    *den = (ds_i128)m->n * (m->n - ddof);
    return true;
}

double ds_moment_sd(const ds_moment *m, int ddof)
{
    if (m->n <= ddof) return NAN;
    ds_i128 num, den;
    if (ds_moment_variance(m, ddof, &num, &den))
        return sqrt((double)num / (double)den);
    ds_i128 squares, rest;
    centre(m, &squares, &rest);
    const double off = (double)rest;
    return sqrt(((double)squares - off * off / (double)m->n) /
                (double)(m->n - ddof));
}

double ds_moment_cv(const ds_moment *m, int ddof)
{
    if (m->n <= ddof || m->sum == 0) return NAN;
    return ds_moment_sd(m, ddof) / ((double)m->sum / (double)m->n);
}
