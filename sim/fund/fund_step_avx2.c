/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/fund_step_avx2.c - the year of a pool once more, compiled with
 * -mavx2: the same operations on four paths at a time, hence the same bytes. */
#ifdef __AVX2__
#define ds_fund_pay ds_fund_pay_avx2
#define ds_fund_step ds_fund_step_avx2
#include "sim/fund/fund_pay.c"
#include "sim/fund/fund_step.c"
#endif
