/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_receivable.h - what units owe from the year before (T15,
 * 2.2): taken from this year's first payments, on lines of its own. */
#ifndef DS_TIANJIN_RECEIVABLE_H
#define DS_TIANJIN_RECEIVABLE_H

#include "base/table.h"

/** Fills `receivable`: for every unit whose `carry` of the year's run is
 * negative in `before` (table payment of the year before) and every run of
 * `payment` (this year's) what is open, what is taken of the payment, what
 * stays open. Touches no other amount. */
DS_MUST_USE ds_status ds_tj_receivable_table(const ds_table *before,
                                             const ds_table *payment,
                                             ds_table *out, ds_error *err);

#endif
