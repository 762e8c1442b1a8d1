/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/lanes.c - see lanes.h for the contract. */
#include "sim/lanes.h"

#include <assert.h>

static size_t lane_of(ds_lanes *l, size_t column)
{
    for (size_t i = 0; i < l->n_columns; i++)
        if (l->columns[i] == column) return i;
    assert(l->n_lanes == l->n_columns && l->n_lanes < DS_MAX_LANES);
    l->columns[l->n_columns++] = column;
    return l->n_lanes++;
}

ds_status ds_lanes_need(ds_lanes *l, const char *name, const char *user,
                        size_t *lane, ds_error *err)
{
    size_t column = 0;
    DS_TRY(ds_source_need(l->source, name, user, &column, err));
    *lane = lane_of(l, column);
    return DS_OK;
}

size_t ds_lanes_want(ds_lanes *l, const char *name)
{
    const int column = ds_source_find(l->source, name);
    return column < 0 ? DS_NO_LANE : lane_of(l, (size_t)column);
}

ds_status ds_lanes_booked(ds_lanes *l, const char *user, size_t *lane,
                          ds_error *err)
{
    *lane = ds_lanes_want(l, "booked_month");
    if (*lane != DS_NO_LANE) return DS_OK;
    return ds_lanes_need(l, "month", user, lane, err);
}

ds_status ds_lanes_terms(ds_lanes *l, const ds_claims_input *input,
                         ds_error *err)
{
    if (input->n_terms > DS_MAX_TERMS)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_ARG, "--where: more than %d terms",
                               DS_MAX_TERMS),
                       "join values of one column by |");
    for (size_t t = 0; t < input->n_terms; t++) {
        l->terms[t] = input->terms[t];
        l->terms[t].lane = lane_of(l, input->terms[t].lane);
    }
    l->n_terms = input->n_terms;
    return DS_OK;
}

size_t ds_lanes_extra(ds_lanes *l)
{
    assert(l->n_lanes < DS_MAX_LANES);
    return l->n_lanes++;
}

ds_pass ds_lanes_pass(const ds_lanes *l, const char *name)
{
    return (ds_pass){.name = name,
                     .source = l->source,
                     .n_columns = l->n_columns,
                     .columns = l->columns,
                     .n_lanes = l->n_lanes};
}
