/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_notes.c - see tianjin_notes.h for the contract. */
#include "sim/tianjin/tianjin_notes.h"

#include "sim/tianjin/tianjin.h"

#include <assert.h>
#include <string.h>

ds_status ds_tj_buckets_table(const ds_tj_scan *s, ds_table *out, ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"bucket",   DS_CELL_TEXT, 0, "",        "病例类型",
         "what became of the record"                                            },
        {"label_zh", DS_CELL_TEXT, 0, "",        "中文名称", "Chinese name" },
        {"records",  DS_CELL_INT,  0, "records", "记录数",    "input records"},
        {"cost",     DS_CELL_FEN,  0, "yuan",    "总费用",
         "their total cost; rejected: none"                                     },
    };
    size_t row;
    DS_TRY(
        ds_table_init(out, "buckets", "记录去向", specs, DS_COUNT(specs), err));
    for (int b = 0; b < DS_TJ_N_BUCKETS; b++) {
        DS_TRY(ds_table_add(out, &row, err));
        DS_TRY(ds_table_set_text(out, row, 0, ds_tj_buckets[b].name, err));
        DS_TRY(ds_table_set_text(out, row, 1, ds_tj_buckets[b].zh, err));
        ds_table_set(out, row, 2, s->records[b]);
        ds_table_set(out, row, 3, s->cost[b]);
    }
    return DS_OK;
}

ds_status ds_tj_institutions_table(const ds_tj_region *r, ds_table *out,
                                   ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"hospital", DS_CELL_TEXT, 0, "",      "医疗机构",    "institution"          },
        {"unit",     DS_CELL_TEXT, 0, "",      "结算单位",    "settlement unit (2.0)"},
        {"month",    DS_CELL_INT,  0, "1..12", "月份",          "month of the year"    },
        {"class",    DS_CELL_TEXT, 0, "",      "门诊类别",
         "OP class held; empty: a retail pharmacy"                                       },
        {"ip_class", DS_CELL_TEXT, 0, "",      "住院类别",
         "WM or TCM; empty: a retail pharmacy"                                           },
        {"days",     DS_CELL_INT,  0, "days",  "医师人次日",
         "physician days of the month (T9)"                                              },
    };
    size_t row;
    DS_TRY(ds_table_init(out, "institutions", "医疗机构与结算单位", specs,
                         DS_COUNT(specs), err));
    for (size_t i = 0; i < r->n_hospitals; i++)
        for (int m = 0; m < DS_TJ_MONTHS; m++) {
            const ds_tj_hospital *h = &r->hospitals[i];
            const char *ip = h->ip_class[m] == DS_TJ_WM       ? "WM"
                             : h->ip_class[m] == DS_TJ_IP_TCM ? "TCM"
                                                              : "";
            DS_TRY(ds_table_add(out, &row, err));
            DS_TRY(ds_table_set_text(out, row, 0, h->id, err));
            DS_TRY(ds_table_set_text(out, row, 1, r->units[h->unit].id, err));
            ds_table_set(out, row, 2, m + 1);
            DS_TRY(ds_table_set_text(out, row, 3,
                                     ds_tj_class_name(h->op_class[m]), err));
            DS_TRY(ds_table_set_text(out, row, 4, ip, err));
            ds_table_set(out, row, 5, h->days[m]);
        }
    return DS_OK;
}

static const ds_column_spec note_specs[] = {
    {"note",     DS_CELL_TEXT, 0, "",  "说明",       "what was assumed or left out"},
    {"label_zh", DS_CELL_TEXT, 0, "",  "中文说明", "the same in Chinese"         },
    {"count",    DS_CELL_INT,  0, "1", "次数",       "how often"                   },
};

/* Months of the settled year without a claim in scope, and months that none of
 * the years before has cost in. */
static int64_t empty_months(const ds_tj_facts *f, bool is_past)
{
    bool has[DS_TJ_MONTHS + 1] = {false};
    int64_t n = 0;
    for (size_t i = 0; !is_past && i < f->n_activity; i++)
        if (!f->activity[i].is_last_year) has[f->activity[i].month] = true;
    for (size_t i = 0; is_past && i < f->n_past; i++)
        has[f->past[i].month] = true;
    for (int m = 1; m <= DS_TJ_MONTHS; m++) n += !has[m];
    return n;
}

/* What was assumed or left out, in the order of the counts below. */
/* clang-format off */
static const char *const note_texts[][2] = {
    {"months of the year without a claim in scope: nothing is earned in them, their budget is divided among the other months' points (T11)",
     "清算年度没有范围内结算记录的月份：当月无点数，其预算由其他月份的点数分配"},
    {"months without cost in any of the years before: no budget in them, but for segments without any past cost (T10)",
     "以前年度没有费用的月份：除无历史费用的预算外，当月没有预算"},
    {"in-sample: weights come from the settled year itself (A38)",
     "样本内：权重取自清算年度本身"},
    {"ip.mref is the mean cost behind the weights (T8)",
     "ip.mref 取自权重的总均费"},
    {"ip.r0 is ip.mref: a weight of 1 is worth its mean cost (T8)",
     "ip.r0 取 ip.mref"},
    {"ip.cpi has another number of rates than years lie between the one that M_ref stands for and the settled one (ip.ref, T8)",
     "ip.cpi 的涨幅个数与 M_ref 基准年度至清算年度的年数不符"},
    {"the area is no home_area of any claim: only claims without one are the region's own",
     "参保地中没有本统筹区：仅缺参保地的记录算作本区"},
    {"stays paid by dip at the weight of their drg: no --catalogue (T8)",
     "按DIP付费的住院未给目录：按其DRG权重计分"},
    {"what 1000 points of the DIP catalogue cost is unknown: ip.mref (8.7)",
     "DIP目录没有基准费用：1000分按 ip.mref 计"},
    {"in-sample: the DIP catalogue is of the settled year (A38)",
     "样本内：DIP目录取自清算年度本身"},
    {"no drug, herb and service costs in the claims: outpatient claims are all SERV",
     "结算数据没有药品、饮片、服务费用列：门诊全部计入服务"},
    {"one of drug_fen, herb_fen, service_fen is absent: services are the rest of the total",
     "药品、饮片、服务费用缺一列：服务取总费用的余额"},
    {"claims paid by quota without a row in disease_quota or stay_quota: paid by item",
     "按定额付费但定额表中没有的记录：按项目付费"},
    {"disease quotas that other institutions' claims have used up: net is 0 (T6)",
     "被外机构费用用尽的病种定额：净额为零"},
    {"institutions without level: unrated, class FD or PC (2.0)",
     "没有级别的医疗机构：按未定级"},
    {"rows of class_history or physician_days of institutions that are not in the table hospital",
     "机构变更、医师人次日表中不在医疗机构表的行"},
    {"rows of decision or bid_use of other years",
     "经办决定、中选药品使用表中其他年度的行"},
    {"units with a roster and no contract: their quota is 0 (T10)",
     "有签约名册而没有人头协议的单元：额度为零"},
};
/* clang-format on */

enum { N_NOTES = DS_COUNT(note_texts) };

static void count_notes(const ds_tj_note_facts *f, int64_t counts[N_NOTES])
{
    const ds_tj_scan_notes *s = &f->scan->notes;
    const ds_tj_region_notes *r = f->region;
    const ds_disease_list *dip = f->catalogue;
    const int64_t found[] = {
        empty_months(&f->scan->facts, false),
        empty_months(&f->scan->facts, true),
        f->list->is_in_sample,
        f->is_mref_of_weights,
        f->is_r0_of_mref,
        f->cpi_differs,
        f->is_area_unknown,
        dip ? 0 : f->scan->records[DS_TJ_IP_DIP],
        dip && mpq_sgn(dip->base_cost) == 0,
        dip && dip->is_in_sample,
        s->no_costs,
        s->no_service,
        s->quota_unlisted,
        s->quota_short,
        r->no_level,
        r->unknown,
        r->other_years,
        r->no_contract,
    };
    static_assert(DS_COUNT(found) == N_NOTES, "a count a text");
    memcpy(counts, found, sizeof found);
}

ds_status ds_tj_notes_table(const ds_tj_note_facts *f, ds_table *out,
                            ds_error *err)
{
    int64_t counts[N_NOTES];
    size_t row;
    count_notes(f, counts);
    DS_TRY(ds_table_init(out, "notes", "说明", note_specs, DS_COUNT(note_specs),
                         err));
    for (size_t i = 0; i < N_NOTES; i++) {
        if (counts[i] == 0) continue;
        DS_TRY(ds_table_add(out, &row, err));
        DS_TRY(ds_table_set_text(out, row, 0, note_texts[i][0], err));
        DS_TRY(ds_table_set_text(out, row, 1, note_texts[i][1], err));
        ds_table_set(out, row, 2, counts[i]);
    }
    return DS_OK;
}
