/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/elementary_sse2.c - two lanes: every x86-64 processor. */
#include "kernels/elementary_lanes.h"

#ifdef __SSE2__
#include <sleef.h>

DS_ELEMENTARY_LANES(ds_elementary_sse2, 2, __m128d, Sleef___m128d_2,
                    _mm_loadu_pd, _mm_storeu_pd, _mm_sqrt_pd,
                    Sleef_cinz_expd2_u10sse2, Sleef_cinz_logd2_u10sse2,
                    Sleef_cinz_sincospid2_u35sse2);
#endif
