/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/store/store_layout.h - the words of a claims file, for its writer and its
 * reader (docs/formats.md). */
#ifndef DS_STORE_LAYOUT_H
#define DS_STORE_LAYOUT_H

#include "base/columns.h"

/** Root attributes `format` and `format_version`; the groups. */
#define DS_STORE_FORMAT "dianshu claims"
#define DS_RESULT_FORMAT "dianshu result" /**< what a result has instead */
#define DS_STORE_CLAIMS "claims"
#define DS_STORE_DICTIONARIES "dictionary"
enum { DS_STORE_VERSION = 1 };

/** The words of the attribute `kind`, by ds_kind. */
static const char *const ds_kind_names[] = {
    [DS_KIND_ID] = "id",         [DS_KIND_CODE] = "code",
    [DS_KIND_ENUM] = "enum",     [DS_KIND_DAY] = "day",
    [DS_KIND_MONTH] = "month",   [DS_KIND_FEN] = "fen",
    [DS_KIND_POINTS] = "points", [DS_KIND_COUNT] = "count"};

#endif
