/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_keys.h - the keys of the scheme `tianjin` (policy.md
 * section 12) as users give them, and the policy that follows. */
#ifndef DS_TIANJIN_KEYS_H
#define DS_TIANJIN_KEYS_H

#include "sim/tianjin/tianjin_policy.h"

/** What the keys fill. Two of them are texts of several members. */
typedef struct ds_tj_settings {
    ds_tj_policy policy;                /**< lists: one NONE is "not given" */
    char vp_bands[DS_KEY_TEXT_SIZE];    /**< ".1:.9,.2:.7,inf:.5" */
    char fund_pooled[DS_KEY_TEXT_SIZE]; /**< "EMP,RES" in yuan, or "none" */
    char class_order[DS_KEY_TEXT_SIZE]; /**< "tcm fd level" */
    int32_t weights_source;             /**< ds_weights_source (A38) */
} ds_tj_settings;

/** The rows; .target (a ds_tj_settings) is left for the caller to set. */
extern const ds_keys ds_tj_keys;

/** The policy of the settings: texts read, lists that are not given empty.
 * Refuses with DS_ERR_CONFIG what keys cannot say alone: shares that do not
 * add up to 1, bands out of order, lists of a wrong length, growth rates that
 * a budget needs. `where` begins the message. */
DS_MUST_USE ds_status ds_tj_settings_read(const ds_tj_settings *s,
                                          const char *where, ds_tj_policy *out,
                                          ds_error *err);

#endif
