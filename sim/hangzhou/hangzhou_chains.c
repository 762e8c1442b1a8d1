/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/hangzhou/hangzhou_chains.c - H8: chains of stays that one deductible
 * would do for; see hangzhou_state.h. */
#include "sim/hangzhou/hangzhou_state.h"

#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
    const hz_stay *x = a, *y = b;
    const int64_t keys[][2] = {
        {x->episode,   y->episode  },
        {x->admit,     y->admit    },
        {x->discharge, y->discharge},
        {x->row,       y->row      }
    };
    for (size_t k = 0; k < DS_COUNT(keys); k++)
        if (keys[k][0] != keys[k][1]) return keys[k][0] < keys[k][1] ? -1 : 1;
    return 0;
}

/* Of level 3, 2, 1 and below, in fen. */
static int64_t deductible_of(const ds_hangzhou *s, const ds_institution *h)
{
    const int at = h->level >= 3 ? 0 : h->level == 2 ? 1 : 2;
    return (int64_t)ds_round_div(s->policy.deductible.value[at],
                                 DS_RATE_ONE / 100);
}

/* All in one community, first at a primary institution, later ones referred. */
static bool is_one_admission(const ds_hangzhou *s, const hz_stay *stays,
                             size_t n)
{
    const ds_institution *first = &s->institutions.at[stays[0].hospital];
    if (n < 2 || first->group == 0 || first->level > 1 || first->level < 0)
        return false;
    for (size_t i = 1; i < n; i++)
        if (!stays[i].is_referred ||
            s->institutions.at[stays[i].hospital].group != first->group)
            return false;
    return true;
}

static ds_status take_chain(ds_hangzhou *s, const hz_stay *stays, size_t n,
                            ds_error *err)
{
    int64_t *deductibles = NULL, separate = 0;
    if (!is_one_admission(s, stays, n)) return DS_OK;
    DS_TRY(ds_alloc(&deductibles, n, sizeof *deductibles, err));
    for (size_t i = 0; i < n; i++)
        deductibles[i] =
            deductible_of(s, &s->institutions.at[stays[i].hospital]);
    hz_referral *r = &s->referrals[s->institutions.at[stays[0].hospital].group];
    r->one += ds_h8_deductible(n, deductibles, &separate);
    r->separate += separate;
    r->chains++;
    free(deductibles);
    return DS_OK;
}

ds_status hz_chains(ds_hangzhou *s, ds_error *err)
{
    size_t n = 0, at = 0;
    hz_stay *all = NULL;
    ds_status st = DS_OK;
    DS_TRY(ds_alloc(&s->referrals, s->institutions.groups.n,
                    sizeof *s->referrals, err));
    for (int t = 0; t < s->threads; t++) n += s->n_stays[t];
    DS_TRY(ds_alloc(&all, n, sizeof *all, err));
    for (int t = 0; t < s->threads; t++) {
        if (s->n_stays[t] > 0)
            memcpy(all + at, s->stays[t].data, s->n_stays[t] * sizeof *all);
        at += s->n_stays[t];
    }
    qsort(all, n, sizeof *all, compare);
    for (size_t i = 0, j; st == DS_OK && i < n; i = j) {
        for (j = i + 1; j < n && all[j].episode == all[i].episode;) j++;
        st = take_chain(s, all + i, j - i, err);
    }
    free(all);
    return st;
}
