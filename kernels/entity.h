/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/entity.h - one sum per entity: tens of millions of patients, 8 bytes
 * each, one array for all threads. */
#ifndef DS_ENTITY_H
#define DS_ENTITY_H

#include "kernels/scan.h"

#include "base/buffer.h"

/** Sums per entity; zero it before ds_entity_init. */
typedef struct ds_entity {
    size_t n_entities;
    size_t entity_lane; /**< ids in [0, n_entities), negative: left out */
    size_t value_lane;  /**< DS_MISSING is left out and counted */
    ds_buffer sums;     /**< int64, one an entity */
    int64_t counts[3];  /**< rows added, without entity, without value */
} ds_entity;

/** Makes n_entities sums of 0. */
DS_MUST_USE ds_status ds_entity_init(ds_entity *e, size_t n_entities,
                                     size_t entity_lane, size_t value_lane,
                                     ds_error *err);

/** The fold to put into a pass; borrows e. Fails with DS_ERR_OVERFLOW when a
 * sum on its way leaves int64 (92 quadrillion yuan of one entity), with
 * DS_ERR_DATA for an id >= n_entities. Several passes add up. */
ds_fold ds_entity_fold(ds_entity *e);

/** The sums, n_entities of them, valid until destroyed. */
int64_t *ds_entity_sums(const ds_entity *e);

/** Frees it; takes zeroed ones. */
void ds_entity_destroy(ds_entity *e);

#endif
