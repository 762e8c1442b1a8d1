/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import/import_notes.h - what an import does without a word in its tables,
 * but somebody may not have meant. */
#ifndef DS_IMPORT_NOTES_H
#define DS_IMPORT_NOTES_H

#include "io/import/import.h"
#include "io/import/import_merge.h"

/** Of the mapping alone: payers that are not checked. */
void ds_import_note_payers(const ds_mapping *m, ds_import_result *r);

/** Of the mapping, bound to the first input's header: fields that no column
 * reads, or several do. */
DS_MUST_USE ds_status ds_import_note_fields(const ds_mapping *m,
                                            const ds_row *header,
                                            ds_import_result *r, ds_error *err);

/** Of the values: those that begin with an apostrophe, in columns without
 * `clean`. */
void ds_import_note_values(const ds_merge *g, ds_import_result *r);

#endif
