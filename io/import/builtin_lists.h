/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import/builtin_lists.h - lists that are part of the program:
 * configs/<name>.csv as it was when the program was built. */
#ifndef DS_BUILTIN_LISTS_H
#define DS_BUILTIN_LISTS_H

#include "base/table.h"

/** Classes of operations: TEXT operation, class (ICD-9-CM-3 chapters; Q2). */
extern const ds_column_spec ds_operation_class_specs[2];
/** Other diagnoses: TEXT prefix, INT cci (Charlson weight), TEXT severity. */
extern const ds_column_spec ds_complication_specs[3];

/** The built-in list; the caller destroys it. */
DS_MUST_USE ds_status ds_builtin_operation_classes(ds_table *out,
                                                   ds_error *err);
DS_MUST_USE ds_status ds_builtin_complications(ds_table *out, ds_error *err);

#endif
