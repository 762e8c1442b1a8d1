/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import/import_reject.c - see import_reject.h for the contract. */
#include "io/import/import_reject.h"

static const struct {
    const char *name, *text, *remedy;
} reasons[DS_N_REJECTS] = {
#define REASON(code, name, text, remedy) {name, text, remedy},
    DS_REJECT_LIST(REASON)
#undef REASON
};

const char *ds_reject_name(ds_reject reason) { return reasons[reason].name; }

const char *ds_reject_text(ds_reject reason) { return reasons[reason].text; }

const char *ds_reject_remedy(ds_reject reason)
{
    return reasons[reason].remedy;
}
