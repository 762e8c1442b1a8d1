/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/config.h - YAML by libyaml's events through keys (base/keys.h). */
#ifndef DS_CONFIG_H
#define DS_CONFIG_H

#include "base/keys.h"

#include <stdio.h>

/**
 * Reads `path` into several key sets at once: a key belongs to the first set
 * that knows it. Mappings may be nested ("hz: {keep: 0.7}") or dotted
 * ("hz.keep: 0.7"); lists become "2,3,5". `base: FILE` (relative to this file)
 * is read first, at most 8 deep. Unknown and duplicate keys, anchors, tags,
 * several documents, over 1 MiB, over 32 levels are errors that name file,
 * line, key, type and range. Does not reset the keys; *given (may be NULL)
 * receives one flag a key, in the order of the sets, set where the file gave
 * it.
 */
DS_MUST_USE ds_status ds_config_read(const char *path, size_t n_sets,
                                     const ds_keys *sets, unsigned char *given,
                                     ds_error *err);

/**
 * Looks one value up in `path`, or in the files it is based on, before the
 * rest of them is read: text becomes the value of `key` where one gives it and
 * is left alone where none does. Fails as ds_config_read does where a file is
 * no readable YAML.
 */
DS_MUST_USE ds_status ds_config_peek(const char *path, const char *key,
                                     char *text, size_t size, ds_error *err);

/** Which of `path` and the files it is based on gives the key: its name into
 * `file`, which is left alone where none does. */
DS_MUST_USE ds_status ds_config_giver(const char *path, const char *key,
                                      char *file, size_t size, ds_error *err);

/** Writes every key with its present value, default, unit, range, rule and
 * help as commented YAML that ds_config_read takes back; zh: comments in
 * Chinese. */
DS_MUST_USE ds_status ds_config_template(FILE *out, const char *title,
                                         size_t n_sets, const ds_keys *sets,
                                         int zh, ds_error *err);

#endif
