/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernels/filter.h"
#include "kernels/history.h"
#include "tests/kernel.h"

enum { PATIENT, ADMIT, DISCHARGE, GROUP, HOSPITAL, FLAGS, LANES };
enum { BOTH = DS_STAY_MAY_BE_MARKED | DS_STAY_MAY_TRIGGER };
enum { MOST = 6, AMPLE = 64 << 20, TIGHT = 0 };

/* Stays of one patient, and which of them Z3 halves. */
typedef struct stay {
    int64_t admit, discharge, group, hospital, flags;
    int marked;
} stay;

static void run_stays(const char *when, const stay *stays, size_t n,
                      ds_readmission rule)
{
    int64_t lane[LANES][MOST];
    const int64_t *values[LANES];
    fixture f;
    ds_error err = {0};
    ds_history h = {0};
    for (size_t i = 0; i < n; i++) {
        lane[PATIENT][i] = 1;
        lane[ADMIT][i] = stays[i].admit;
        lane[DISCHARGE][i] = stays[i].discharge;
        lane[GROUP][i] = stays[i].group;
        lane[HOSPITAL][i] = stays[i].hospital;
        lane[FLAGS][i] = stays[i].flags;
    }
    for (size_t l = 0; l < LANES; l++) values[l] = lane[l];
    const ds_run run = {.threads = 2, .memory = AMPLE};
    fixture_init(&f, n, 2, values, LANES, LANES);
    const ds_history_job job = {.input = &f.pass,
                                .n_patients = 2,
                                .patient_lane = PATIENT,
                                .admit_lane = ADMIT,
                                .discharge_lane = DISCHARGE,
                                .group_lane = GROUP,
                                .hospital_lane = HOSPITAL,
                                .flags_lane = FLAGS,
                                .by_group = true,
                                .by_hospital = rule.same_hospital,
                                .rule = ds_readmission_rule,
                                .ctx = &rule};
    assert_ok(ds_history_run(&job, &run, &h, &err), &err);
    for (size_t i = 0; i < n; i++)
        if (ds_history_get(&h, i) != (stays[i].marked == 1))
            fail_msg("%s: stay %zu", when, i);
    ds_history_destroy(&h);
}

static void halves_the_earlier_of_two_close_stays(void **state)
{
    (void)state;
    static const struct {
        const char *when;
        int32_t days;
        bool same_hospital;
        size_t n;
        stay stays[MOST];
    } rows[] = {
        {"on the last day of the window",
         15, false,
         2, {{100, 105, 7, 1, BOTH, 1}, {120, 122, 7, 2, BOTH, 0}}               },
        {"a day after it",
         15, false,
         2, {{100, 105, 7, 1, BOTH, 0}, {121, 122, 7, 2, BOTH, 0}}               },
        {"on the day of discharge",
         0,  false,
         2, {{100, 105, 7, 1, BOTH, 1}, {105, 122, 7, 2, BOTH, 0}}               },
        {"before the discharge is no readmission",
         15, false,
         2, {{100, 105, 7, 1, BOTH, 0}, {104, 122, 7, 2, BOTH, 0}}               },
        {"the order in the file does not matter",
         15, false,
         2, {{120, 122, 7, 2, BOTH, 0}, {100, 105, 7, 1, BOTH, 1}}               },
        {"another group",
         15, false,
         2, {{100, 105, 7, 1, BOTH, 0}, {110, 112, 8, 1, BOTH, 0}}               },
        {"another hospital where it has to be the same",
         15, true,
         2, {{100, 105, 7, 1, BOTH, 0}, {110, 112, 7, 2, BOTH, 0}}               },
        {"the same hospital behind another",
         15, true,
         3, {{100, 105, 7, 1, BOTH, 1},
          {110, 112, 7, 2, BOTH, 0},
          {111, 113, 7, 1, BOTH, 0}}                                  },
        {"a chain halves all but the last",
         15, false,
         3, {{100, 105, 7, 1, BOTH, 1},
          {110, 112, 7, 2, BOTH, 1},
          {113, 120, 7, 3, BOTH, 0}}                                  },
        {"of two stays of one day none is later",
         15, false,
         2, {{100, 100, 7, 1, BOTH, 0}, {100, 100, 7, 2, BOTH, 0}}               },
        {"two stays of one day before a third",
         15, false,
         3, {{100, 100, 7, 1, BOTH, 1},
          {100, 100, 7, 2, BOTH, 1},
          {100, 101, 7, 3, BOTH, 0}}                                  },
        {"equal admission, shorter stay first",
         15, false,
         2, {{100, 101, 7, 1, BOTH, 0}, {100, 100, 7, 1, BOTH, 1}}               },
        {"one that may not be halved",
         15, false,
         2, {{100, 105, 7, 1, DS_STAY_MAY_TRIGGER, 0}, {110, 112, 7, 2, BOTH, 0}}},
        {"one that may not trigger, then one that may",
         15, false,
         3, {{100, 105, 7, 1, BOTH, 1},
          {110, 112, 7, 2, DS_STAY_MAY_BE_MARKED, 1},
          {119, 120, 7, 2, DS_STAY_MAY_TRIGGER, 0}}                   },
        {"only one that may not trigger",
         15, false,
         2, {{100, 105, 7, 1, BOTH, 0},
          {110, 112, 7, 2, DS_STAY_MAY_BE_MARKED, 0}}                 },
        {"a stay inside a longer one does not hide the next",
         5,  false,
         3, {{100, 150, 7, 1, BOTH, 1},
          {110, 112, 7, 2, BOTH, 0},
          {152, 160, 7, 3, BOTH, 0}}                                  },
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        run_stays(rows[i].when, rows[i].stays, rows[i].n,
                  (ds_readmission){rows[i].days, rows[i].same_hospital});
}

enum { ROWS = 8009, PATIENTS = 300 };
static int64_t lane[LANES][ROWS];

static void fill(void)
{
    for (uint64_t i = 0; i < ROWS; i++) {
        const uint64_t at = i * LANES;
        lane[PATIENT][i] = noise_below(at, PATIENTS);
        lane[ADMIT][i] = noise_below(at + 1, 200);
        lane[DISCHARGE][i] = lane[ADMIT][i] + noise_below(at + 2, 12) - 1;
        lane[GROUP][i] = noise_below(at + 3, 3);
        lane[HOSPITAL][i] = noise_below(at + 4, 2);
        lane[FLAGS][i] = noise_below(at + 5, 4);
        if (i % 41 == 0) lane[ADMIT][i] = DS_MISSING;
        if (i % 43 == 0) lane[DISCHARGE][i] = DS_MISSING;
        if (i % 47 == 0) lane[GROUP][i] = -1;
        if (i % 53 == 0) lane[PATIENT][i] = DS_MISSING;
    }
    for (size_t i = 0; i < 900; i++) lane[PATIENT][i * 3] = 5; /* a busy one */
}

static bool has_days(size_t i)
{
    return lane[ADMIT][i] != DS_MISSING && lane[DISCHARGE][i] != DS_MISSING &&
           lane[DISCHARGE][i] >= lane[ADMIT][i];
}

static bool is_record(size_t i)
{
    return lane[PATIENT][i] > 0 && has_days(i) && lane[GROUP][i] >= 0;
}

/* a was admitted before b, or on the same day and discharged before it. */
static bool is_before(size_t a, size_t b)
{
    for (int l = ADMIT; l <= DISCHARGE; l++)
        if (lane[l][a] != lane[l][b]) return lane[l][a] < lane[l][b];
    return false;
}

/* The words of Z3 for every pair of rows. */
static bool is_halved(size_t a, ds_readmission rule)
{
    if (!is_record(a) || !(lane[FLAGS][a] & 1)) return false;
    for (size_t b = 0; b < ROWS; b++) {
        if (!is_record(b) || !(lane[FLAGS][b] & 2) || !is_before(a, b))
            continue;
        const int64_t gap = lane[ADMIT][b] - lane[DISCHARGE][a];
        if (lane[PATIENT][a] == lane[PATIENT][b] &&
            lane[GROUP][a] == lane[GROUP][b] && gap >= 0 && gap <= rule.days &&
            (!rule.same_hospital || lane[HOSPITAL][a] == lane[HOSPITAL][b]))
            return true;
    }
    return false;
}

static ds_history_job job_of(const fixture *f, const ds_readmission *rule)
{
    return (ds_history_job){.input = &f->pass,
                            .n_patients = PATIENTS,
                            .patient_lane = PATIENT,
                            .admit_lane = ADMIT,
                            .discharge_lane = DISCHARGE,
                            .group_lane = GROUP,
                            .hospital_lane = HOSPITAL,
                            .flags_lane = FLAGS,
                            .by_group = true,
                            .by_hospital = rule->same_hospital,
                            .rule = ds_readmission_rule,
                            .ctx = rule};
}

static void agrees_with_every_pair_of_rows_in_any_way_of_running(void **state)
{
    (void)state;
    static bool expected[ROWS];
    const int64_t *values[LANES];
    fill();
    for (size_t l = 0; l < LANES; l++) values[l] = lane[l];
    for (int same = 0; same < 2; same++) {
        const ds_readmission rule = {4, same};
        int64_t marked = 0;
        for (size_t i = 0; i < ROWS; i++)
            marked += expected[i] = is_halved(i, rule);
        assert_in_range(marked, 100, ROWS);
        for (size_t k = 0; k < 2 * COUNT(ways); k++) {
            fixture f;
            ds_error err = {0};
            ds_history h = {0};
            const ds_run run = {.threads = ways[k / 2].threads,
                                .memory = k % 2 ? TIGHT : AMPLE};
            fixture_init(&f, ROWS, ways[k / 2].block_rows, values, LANES,
                         LANES);
            const ds_history_job job = job_of(&f, &rule);
            assert_ok(ds_history_run(&job, &run, &h, &err), &err);
            for (size_t i = 0; i < ROWS; i++)
                if (ds_history_get(&h, i) != expected[i])
                    fail_msg("row %zu, way %zu", i, k);
            assert_int_equal(h.marked, marked);
            if (k % 2) /* 2,730 events at a time */
                assert_in_range(h.passes, 1 + ROWS / 2730, 20);
            else
                assert_int_equal(h.passes, 2);
            ds_history_destroy(&h);
        }
    }
}

static void counts_where_every_row_went(void **state)
{
    (void)state;
    const int64_t *values[LANES];
    int64_t records = 0, no_patient = 0, no_day = 0, no_group = 0;
    fill();
    for (size_t i = 0; i < ROWS; i++) {
        if (lane[PATIENT][i] <= 0)
            no_patient++;
        else if (!has_days(i))
            no_day++;
        else if (lane[GROUP][i] < 0)
            no_group++;
        else
            records++;
    }
    for (size_t l = 0; l < LANES; l++) values[l] = lane[l];
    fixture f;
    ds_error err = {0};
    ds_history h = {0};
    const ds_readmission rule = {15, false};
    const ds_run run = {.threads = 2, .memory = AMPLE};
    fixture_init(&f, ROWS, 1000, values, LANES, LANES);
    const ds_history_job job = job_of(&f, &rule);
    assert_ok(ds_history_run(&job, &run, &h, &err), &err);
    assert_int_equal(h.records, records);
    assert_int_equal(h.no_patient, no_patient);
    assert_int_equal(h.no_day, no_day);
    assert_int_equal(h.no_group, no_group);
    assert_int_equal(h.records + h.no_patient + h.no_day + h.no_group, ROWS);
    ds_history_destroy(&h);
}

/* Marks a patient's first event: the first treatment year. */
static void first_rule(const void *ctx, const ds_event *events, size_t n,
                       uint8_t *marks)
{
    (void)ctx;
    for (size_t i = 1; i < n; i++)
        assert_true(events[i - 1].admit_day <= events[i].admit_day);
    marks[0] = 1;
}

static void runs_any_rule_behind_filters_and_writes_its_bits(void **state)
{
    (void)state;
    static const ds_range second_half = {100, INT64_MAX};
    static const ds_term term = {
        .lane = ADMIT, .n_ranges = 1, .ranges = &second_half};
    static const ds_filter filter = {1, &term};
    const int64_t *values[LANES];
    fill();
    for (size_t l = 0; l < LANES; l++) values[l] = lane[l];
    fixture f;
    ds_error err = {0};
    ds_history h = {0};
    const ds_run run = {.threads = 2, .memory = TIGHT};
    const ds_stage stage = ds_filter_stage(&filter);
    fixture_init(&f, ROWS, 1000, values, LANES, LANES);
    f.pass.n_stages = 1;
    f.pass.stages = &stage;
    const ds_history_job job = {.input = &f.pass,
                                .n_patients = PATIENTS,
                                .patient_lane = PATIENT,
                                .admit_lane = ADMIT,
                                .discharge_lane = DISCHARGE,
                                .group_lane = DS_NO_LANE,
                                .hospital_lane = DS_NO_LANE,
                                .flags_lane = DS_NO_LANE,
                                .rule = first_rule};
    assert_ok(ds_history_run(&job, &run, &h, &err), &err);
    int64_t first[PATIENTS], n_patients = 0;
    for (size_t p = 0; p < PATIENTS; p++) first[p] = -1;
    for (size_t i = 0; i < ROWS; i++) {
        if (lane[PATIENT][i] <= 0 || !has_days(i) || lane[ADMIT][i] < 100)
            continue;
        int64_t *best = &first[lane[PATIENT][i]];
        if (*best < 0 || is_before(i, (size_t)*best)) *best = (int64_t)i;
    }
    for (size_t p = 0; p < PATIENTS; p++) {
        if (first[p] < 0) continue;
        n_patients++;
        assert_true(ds_history_get(&h, (uint64_t)first[p]));
    }
    assert_int_equal(h.marked, n_patients);

    const ds_history_map map = {&h, 0};
    const ds_stage write = ds_history_stage(&map);
    int64_t bits[100];
    ds_slice s = {.n = 100, .row = 150, .n_lanes = 1, .lane = {bits}};
    write.run(write.ctx, &s);
    for (size_t i = 0; i < 100; i++)
        assert_int_equal(bits[i], ds_history_get(&h, 150 + i));
    ds_history_destroy(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(halves_the_earlier_of_two_close_stays),
        cmocka_unit_test(agrees_with_every_pair_of_rows_in_any_way_of_running),
        cmocka_unit_test(counts_where_every_row_went),
        cmocka_unit_test(runs_any_rule_behind_filters_and_writes_its_bits),
    };
    return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}
