/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import/import_reject.h - why a row of the input is not stored. */
#ifndef DS_IMPORT_REJECT_H
#define DS_IMPORT_REJECT_H

/* X(code, name in tables, text, remedy). A rejected row counts under the first
 * of its reasons: those of the row, then column by column, then the sums. */
/* clang-format off */
#define DS_REJECT_LIST(X) \
    X(DS_REJECT_NONE, "none", "", "") \
    X(DS_REJECT_FEW, "too_few_fields", \
      "fewer fields than the header", \
      "look for a line end inside a field without quotes") \
    X(DS_REJECT_MANY, "too_many_fields", \
      "more fields than the header", \
      "look for a delimiter inside a field without quotes") \
    X(DS_REJECT_QUOTES, "bad_quotes", \
      "text behind a closing quote", \
      "double the quotes inside a quoted field") \
    X(DS_REJECT_ENCODING, "bad_encoding", \
      "bytes that are no text of the declared encoding", \
      "set format: {encoding: gb18030} (or utf-8)") \
    X(DS_REJECT_EMPTY, "empty", \
      "empty where a value is needed", \
      "empty: in the mapping says what it means (0 for amounts)") \
    X(DS_REJECT_NUMBER, "not_a_number", \
      "not a plain decimal number", \
      "clean: yes, suffix:, missing: or as: text in the mapping") \
    X(DS_REJECT_PRECISE, "too_many_decimals", \
      "more decimals than the column holds", \
      "round: half_up in the mapping, if they may be rounded") \
    X(DS_REJECT_RANGE, "out_of_range", \
      "outside the column's range (dianshu columns)", \
      "check the unit: money: yuan, fen or wan") \
    X(DS_REJECT_ZEROS, "leading_zero", \
      "a number that begins with 0 is an id that is text", \
      "as: text in the mapping") \
    X(DS_REJECT_RUINED, "ruined_id", \
      "an id that a spreadsheet rounded (1.20E+17): its digits are lost", \
      "export the field again, as text, from where it comes") \
    X(DS_REJECT_ROUNDED, "rounded_number", \
      "a number that a spreadsheet rounded (1.5E+05): its digits are lost", \
      "export the field again with all its digits") \
    X(DS_REJECT_FORMAT, "not_that_date", \
      "not a date of the given format", \
      "date: \"%Y/%m/%d\" or the like in the mapping") \
    X(DS_REJECT_DAY, "no_such_date", \
      "no such day, or before 1900, a month before 2000, or after 2199", \
      "missing: lists texts that stand for no date") \
    X(DS_REJECT_VALUE, "unknown_value", \
      "not among the values of the mapping", \
      "add it to values:, or give other:") \
    X(DS_REJECT_LONG, "too_long", \
      "a text of more than 1,024 bytes", \
      "map another field") \
    X(DS_REJECT_PAYERS, "payers_do_not_add_up", \
      "pool + large + aid + account + cash is not the total", \
      "checks: {payers: no}, if it need not") \
    X(DS_REJECT_CLASSES, "classes_do_not_add_up", \
      "drug + herb + service is not the total", \
      "checks: {classes: no}, if it need not") \
    X(DS_REJECT_ORDER, "discharge_before_admission", \
      "discharged before admitted", \
      "are the two fields swapped?") \
    X(DS_REJECT_DUPLICATE, "duplicate_claim", \
      "the claim was in an earlier row", \
      "unique: no, if ids may repeat")
/* clang-format on */

#define DS_REJECT_ENUM(code, name, text, remedy) code,
typedef enum ds_reject {
    DS_REJECT_LIST(DS_REJECT_ENUM) DS_N_REJECTS
} ds_reject;
#undef DS_REJECT_ENUM

/** Name, meaning and remedy of a reason; never NULL. */
const char *ds_reject_name(ds_reject reason);
const char *ds_reject_text(ds_reject reason);
const char *ds_reject_remedy(ds_reject reason);

#endif
