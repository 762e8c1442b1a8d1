/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/tables/history_csv.h - a CSV of a fund's years as the table `history`
 * (base/fund_years.h, docs/formats.md). */
#ifndef DS_HISTORY_CSV_H
#define DS_HISTORY_CSV_H

#include "base/fund_years.h"

/**
 * Reads `csv` (plain or gzip). Without a mapping the fields are named
 * [pool_]column[_unit], like resident_income_10k_yuan; a field `pool` names the
 * pool of a row; else there is one, `fund`. A mapping (YAML) gives other names
 * to fields, picks rows, reads files of indicators, and cleans years. Money
 * units: fen, yuan, 10k_yuan, million_yuan, 100m_yuan (yi); heads: 1, 10k,
 * million. The table is not checked yet (ds_history_check). DS_ERR_DATA names
 * file, line and field, DS_ERR_CONFIG mapping, line and key.
 */
DS_MUST_USE ds_status ds_history_read(const char *csv, const char *mapping,
                                      ds_table *history, ds_error *err);

#endif
