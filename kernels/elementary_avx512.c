/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/elementary_avx512.c - eight lanes; compiled with -mavx512f. */
#include "kernels/elementary_lanes.h"

#ifdef __AVX512F__
#include <sleef.h>

DS_ELEMENTARY_LANES(ds_elementary_avx512, 8, __m512d, Sleef___m512d_2,
                    _mm512_loadu_pd, _mm512_storeu_pd, _mm512_sqrt_pd,
                    Sleef_cinz_expd8_u10avx512fnofma,
                    Sleef_cinz_logd8_u10avx512fnofma,
                    Sleef_cinz_sincospid8_u35avx512fnofma);
#endif
