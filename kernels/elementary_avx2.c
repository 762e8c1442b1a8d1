/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/elementary_avx2.c - four lanes; compiled with -mavx2. */
#include "kernels/elementary_lanes.h"

#ifdef __AVX2__
#include <sleef.h>

DS_ELEMENTARY_LANES(ds_elementary_avx2, 4, __m256d, Sleef___m256d_2,
                    _mm256_loadu_pd, _mm256_storeu_pd, _mm256_sqrt_pd,
                    Sleef_cinz_expd4_u10avx, Sleef_cinz_logd4_u10avx,
                    Sleef_cinz_sincospid4_u35avx);
#endif
