/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/test.h - cmocka after the four headers that it must follow. */
#ifndef DS_TEST_H
#define DS_TEST_H

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "base/status.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/** Fails with the error's text when a call did not succeed. */
#define assert_ok(expr, err)                                                   \
    do {                                                                       \
        if ((expr) != DS_OK) fail_msg("%s: %s", #expr, (err)->text);           \
    } while (0)

#endif
