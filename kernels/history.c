/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/history.c - see history.h for the contract.
 *
 *   pass 1    events per patient (counts)
 *   pass 2..  for each range of patients that fits: counts become the places
 *             of the patients' first events, events are scattered to them,
 *             each patient's are sorted and given to the rule */
#include "kernels/history.h"

#include "kernels/filter.h"
#include "kernels/state.h"

#include <stdlib.h>
#include <string.h>

/* Patients that a thread sorts at a time, events below which sorting is by
 * insertion, and the least memory for events. */
enum { BLOCK_PATIENTS = 4096, FEW_EVENTS = 16, LEAST_BYTES = 64 << 10 };

/* Where a row went; the order is that of the counters in ds_history. */
typedef enum fate { RECORD, NO_PATIENT, NO_DAY, NO_GROUP, N_FATES } fate;

/* One run: the patients of the range [first, end) have their events in
 * `events`; next[p] is the place of patient p's next event, and after
 * scattering the end of p's events. */
typedef struct work {
    const ds_history_job *job;
    const ds_run *run;
    ds_history *out;
    size_t row_lane;
    ds_buffer next, events;
    size_t first, end, n_events;
    int64_t fates[N_FATES];
    ds_buffer *marks; /* one a thread */
} work;

/* The value of an optional lane. */
static int64_t lane_value(const ds_slice *s, size_t lane, size_t i)
{
    return lane == DS_NO_LANE ? 0 : s->lane[lane][i];
}

static bool is_code(int64_t x) { return x >= 0 && x <= UINT32_MAX; }

static bool is_day(int64_t x) { return x >= INT32_MIN && x <= INT32_MAX; }

/* Fills the event of row i of a slice, and its patient. */
static fate event_of(const work *w, const ds_slice *s, size_t i, ds_event *e,
                     size_t *patient)
{
    const ds_history_job *job = w->job;
    const int64_t who = s->lane[job->patient_lane][i];
    const int64_t admit = s->lane[job->admit_lane][i];
    const int64_t discharge = s->lane[job->discharge_lane][i];
    const int64_t group = lane_value(s, job->group_lane, i);
    const int64_t hospital = lane_value(s, job->hospital_lane, i);
    if (who <= 0 || (uint64_t)who >= job->n_patients) return NO_PATIENT;
    if (!is_day(admit) || !is_day(discharge) || discharge < admit)
        return NO_DAY;
    if (!is_code(group) || !is_code(hospital)) return NO_GROUP;
    *patient = (size_t)who;
    *e = (ds_event){.admit_day = (int32_t)admit,
                    .discharge_day = (int32_t)discharge,
                    .group = (uint32_t)group,
                    .hospital = (uint32_t)hospital,
                    .row = (uint32_t)s->lane[w->row_lane][i],
                    .flags = (uint32_t)lane_value(s, job->flags_lane, i)};
    return RECORD;
}

static ds_status count_add(void *ctx, int64_t *state, const ds_slice *s,
                           ds_error *err)
{
    (void)err;
    work *w = ctx;
    uint32_t *counts = w->next.data;
    const int64_t *patient = s->lane[w->job->patient_lane];
    for (size_t i = 0; i < s->n; i++) {
        ds_event e;
        size_t who;
        if (i + DS_PREFETCH_ROWS < s->n)
            ds_prefetch(counts, patient[i + DS_PREFETCH_ROWS], sizeof *counts);
        const fate f = event_of(w, s, i, &e, &who);
        state[f]++;
        if (f == RECORD) __atomic_fetch_add(&counts[who], 1, __ATOMIC_RELAXED);
    }
    return DS_OK;
}

static ds_status changed(const work *w, ds_error *err)
{
    return ds_fail(err, DS_ERR_DATA, "%s changed while it was read",
                   w->job->input->source->name);
}

static ds_status scatter_add(void *ctx, int64_t *state, const ds_slice *s,
                             ds_error *err)
{
    (void)state;
    work *w = ctx;
    uint32_t *next = w->next.data;
    ds_event *events = w->events.data;
    const int64_t *patient = s->lane[w->job->patient_lane];
    for (size_t i = 0; i < s->n; i++) {
        ds_event e;
        size_t who;
        if (i + DS_PREFETCH_ROWS < s->n)
            ds_prefetch(next, patient[i + DS_PREFETCH_ROWS], sizeof *next);
        if ((uint64_t)patient[i] < w->first || (uint64_t)patient[i] >= w->end)
            continue;
        if (event_of(w, s, i, &e, &who) != RECORD) continue;
        const uint32_t at = __atomic_fetch_add(&next[who], 1, __ATOMIC_RELAXED);
        if (at >= w->n_events) return changed(w, err);
        events[at] = e;
    }
    return DS_OK;
}

/* Reads the source with one fold, the caller's stages behind the row map. */
static ds_status read_all(work *w, const ds_fold *fold, ds_error *err)
{
    ds_stage stages[DS_MAX_STAGES + 1];
    ds_pass pass = *w->job->input;
    stages[0] = ds_row_stage(&w->row_lane);
    for (size_t i = 0; i < pass.n_stages; i++) stages[i + 1] = pass.stages[i];
    pass.n_stages++;
    pass.stages = stages;
    pass.n_lanes++;
    pass.n_folds = 1;
    pass.folds = fold;
    pass.sink = NULL;
    w->out->passes++;
    return ds_pass_run(&pass, w->run, err);
}

/* --- within a patient ---------------------------------------------------- */

static int compare(const ds_event *a, const ds_event *b)
{
    if (a->admit_day != b->admit_day)
        return a->admit_day < b->admit_day ? -1 : 1;
    if (a->discharge_day != b->discharge_day)
        return a->discharge_day < b->discharge_day ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

static int by_time(const void *a, const void *b) { return compare(a, b); }

static int by_group(const void *a, const void *b)
{
    const ds_event *x = a, *y = b;
    if (x->group != y->group) return x->group < y->group ? -1 : 1;
    return compare(x, y);
}

static int by_hospital(const void *a, const void *b)
{
    const ds_event *x = a, *y = b;
    if (x->hospital != y->hospital) return x->hospital < y->hospital ? -1 : 1;
    return compare(x, y);
}

static int by_both(const void *a, const void *b)
{
    const ds_event *x = a, *y = b;
    if (x->group != y->group) return x->group < y->group ? -1 : 1;
    return by_hospital(x, y);
}

typedef int (*order_fn)(const void *, const void *);

static order_fn order_of(const ds_history_job *job)
{
    if (job->by_group) return job->by_hospital ? by_both : by_group;
    return job->by_hospital ? by_hospital : by_time;
}

static void sort_events(ds_event *e, size_t n, order_fn order)
{
    if (n > FEW_EVENTS) {
        qsort(e, n, sizeof *e, order);
        return;
    }
    for (size_t i = 1; i < n; i++) {
        const ds_event x = e[i];
        size_t k = i;
        for (; k > 0 && order(&e[k - 1], &x) > 0; k--) e[k] = e[k - 1];
        e[k] = x;
    }
}

/* Rows of several patients share words of bits. */
static int64_t set_bits(const work *w, const ds_event *e, size_t n,
                        const uint8_t *marks)
{
    uint64_t *bits = w->out->bits.data;
    int64_t set = 0;
    for (size_t i = 0; i < n; i++) {
        if (!marks[i]) continue;
        const uint64_t bit = UINT64_C(1) << (e[i].row % 64);
        __atomic_fetch_or(&bits[e[i].row / 64], bit, __ATOMIC_RELAXED);
        set++;
    }
    return set;
}

static ds_status judge_block(void *ctx, int thread, size_t block, ds_error *err)
{
    const work *w = ctx;
    const uint32_t *ends = w->next.data;
    const order_fn order = order_of(w->job);
    ds_buffer *marks = &w->marks[thread];
    size_t p = w->first + block * BLOCK_PATIENTS;
    const size_t rest = w->end - p;
    const size_t last = p + (rest < BLOCK_PATIENTS ? rest : BLOCK_PATIENTS);
    int64_t marked = 0;
    for (; p < last; p++) {
        const size_t begin = p == w->first ? 0 : ends[p - 1];
        const size_t n = ends[p] - begin;
        ds_event *e = (ds_event *)w->events.data + begin;
        if (n == 0) continue;
        DS_TRY(ds_buffer_reserve(marks, n, err));
        memset(marks->data, 0, n);
        sort_events(e, n, order);
        w->job->rule(w->job->ctx, e, n, marks->data);
        marked += set_bits(w, e, n, marks->data);
    }
    (void)ds_atomic_add(&w->out->marked, marked);
    return DS_OK;
}

/* --- ranges of patients --------------------------------------------------- */

/* Ends the range that begins at `first` where the next patient's events do not
 * fit `most` any more; turns its counts into places. */
static void next_range(work *w, size_t most)
{
    uint32_t *next = w->next.data;
    w->first = w->end;
    w->n_events = 0;
    for (; w->end < w->job->n_patients; w->end++) {
        const uint32_t n = next[w->end];
        if (w->n_events > 0 && w->n_events + n > most) return;
        next[w->end] = (uint32_t)w->n_events;
        w->n_events += n;
    }
}

static bool is_filled(const work *w)
{
    const uint32_t *ends = w->next.data;
    return w->end == w->first || ends[w->end - 1] == w->n_events;
}

static ds_status one_range(work *w, ds_error *err)
{
    ds_run quiet = *w->run;
    quiet.progress = NULL;
    const ds_fold fold = {.name = "events", .ctx = w, .add = scatter_add};
    const size_t bytes = w->n_events * sizeof(ds_event);
    if (w->n_events == 0) return DS_OK;
    DS_TRY(ds_buffer_reserve(&w->events, bytes, err));
    DS_TRY(read_all(w, &fold, err));
    if (!is_filled(w)) return changed(w, err);
    const size_t blocks =
        (w->end - w->first + BLOCK_PATIENTS - 1) / BLOCK_PATIENTS;
    return ds_for_blocks(blocks, &quiet, judge_block, w, err);
}

static ds_status count_all(work *w, ds_error *err)
{
    const ds_fold fold = {.name = "events per patient",
                          .ctx = w,
                          .n_words = N_FATES,
                          .add = count_add,
                          .result = w->fates};
    DS_TRY(read_all(w, &fold, err));
    w->out->records = w->fates[RECORD];
    w->out->no_patient = w->fates[NO_PATIENT];
    w->out->no_day = w->fates[NO_DAY];
    w->out->no_group = w->fates[NO_GROUP];
    return DS_OK;
}

static ds_status prepare(work *w, ds_error *err)
{
    const ds_source *source = w->job->input->source;
    const size_t words = (size_t)(source->n_rows / 64) + 1;
    const size_t counts = w->job->n_patients * sizeof(uint32_t);
    if (source->n_rows > UINT32_MAX || w->job->input->n_stages > DS_MAX_STAGES)
        return ds_fail(err, DS_ERR_ARG, "%s: more than %u rows", source->name,
                       UINT32_MAX);
    if (w->job->input->n_lanes >= DS_MAX_LANES)
        return ds_fail(err, DS_ERR_ARG, "no lane is left for the row");
    DS_TRY(ds_buffer_reserve(&w->out->bits, words * 8, err));
    memset(w->out->bits.data, 0, words * 8);
    DS_TRY(ds_buffer_reserve(&w->next, counts + 1, err));
    memset(w->next.data, 0, counts);
    w->out->n_rows = source->n_rows;
    w->row_lane = w->job->input->n_lanes;
    return ds_alloc(&w->marks, (size_t)w->run->threads, sizeof *w->marks, err);
}

static size_t most_events(const work *w)
{
    const size_t scan = ds_pass_bytes(w->job->input, w->run);
    const size_t room = w->run->memory > scan + LEAST_BYTES
                            ? w->run->memory - scan
                            : LEAST_BYTES;
    return room / sizeof(ds_event);
}

ds_status ds_history_run(const ds_history_job *job, const ds_run *run,
                         ds_history *out, ds_error *err)
{
    ds_status st = DS_OK;
    work w = {.job = job, .run = run, .out = out};
    DS_GO(prepare(&w, err));
    DS_GO(count_all(&w, err));
    const size_t most = most_events(&w);
    while (w.end < job->n_patients) {
        next_range(&w, most);
        DS_GO(one_range(&w, err));
    }
done:
    for (int t = 0; w.marks && t < run->threads; t++)
        ds_buffer_destroy(&w.marks[t]);
    free(w.marks);
    ds_buffer_destroy(&w.events);
    ds_buffer_destroy(&w.next);
    return st;
}

void ds_history_destroy(ds_history *h)
{
    ds_buffer_destroy(&h->bits);
    *h = (ds_history){0};
}

static void map_run(const void *ctx, ds_slice *s)
{
    const ds_history_map *map = ctx;
    int64_t *out = s->lane[map->lane];
    for (size_t i = 0; i < s->n; i++)
        out[i] = ds_history_get(map->history, s->row + i);
}

ds_stage ds_history_stage(const ds_history_map *map)
{
    return (ds_stage){map_run, map};
}
