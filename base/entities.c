/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/entities.c - the list; see entities.h. */
#include "base/entities.h"

#include <string.h>

enum { MONTHS = 12 * 200 - 1, DAY_LOW = -36524, DAY_HIGH = 73048 };

#define TEXT DS_CELL_TEXT, 0, ""
#define FLAG DS_CELL_INT, 0, "0/1"
#define RATE DS_CELL_DECIMAL, 4, "1"

/* clang-format off */
static const ds_entity_column hospital[] = {
    {{"hospital", TEXT, "医疗机构", "id, as in the claims"}, 0, 0, NULL},
    {{"name", TEXT, "名称", "its name"}, 0, 0, NULL},
    {{"kind", TEXT, "类型", "tertiary, secondary, primary, pharmacy, outside"}, 0, 0, NULL},
    {{"level", DS_CELL_INT, 0, "", "级别", "3, 2, 1; 0 for pharmacies"}, 0, 3, NULL},
    {{"in_area", FLAG, "本地机构", "1: inside the area"}, 0, 1, NULL},
    {{"is_tcm", FLAG, "中医机构", "1: TCM or integrated (2.0)"}, 0, 1, NULL},
    {{"family_doctors", FLAG, "家庭医生签约", "1: has family-doctor contracts (2.0)"}, 0, 1, NULL},
    {{"is_pharmacy", FLAG, "零售药店", "1: retail pharmacy (T14)"}, 0, 1, NULL},
    {{"on_platform", FLAG, "平台采购", "1: buys there (T12)"}, 0, 1, NULL},
    {{"zero_markup", FLAG, "零差率", "1: sells at cost (T12)"}, 0, 1, NULL},
    {{"refuses_t9", FLAG, "未签量价协议", "1: volume-price contract refused (T9)"}, 0, 1, NULL},
    {{"poor_control", FLAG, "控费不力", "1: controls cost poorly (T19)"}, 0, 1, NULL},
    {{"county", TEXT, "区县", "its county"}, 0, 0, NULL},
    {{"medical_group", TEXT, "医共体", "its medical group"}, 0, 0, NULL},
    {{"settles_as_group", FLAG, "按医共体结算", "1: settles with its group"}, 0, 1, NULL},
    {{"grade", TEXT, "考核等次", "of the yearly assessment (T20, Y8)"}, 0, 0, "excellent|good|pass|fail"},
    {{"coefficient", RATE, "差异系数", "difference coefficient (Z2)"}, 1, 1000000, NULL},
    {{"coef_grade", RATE, "等级系数", "Z2: grade"}, 1, 1000000, NULL},
    {{"coef_history", RATE, "历史系数", "Z2: history"}, 1, 1000000, NULL},
    {{"coef_cmi", RATE, "CMI系数", "Z2: CMI"}, 1, 1000000, NULL},
    {{"coef_burden", RATE, "负担系数", "Z2: own burden"}, 1, 1000000, NULL},
    {{"physician_days", DS_CELL_INT, 0, "days a month", "医师人次日", "physician days a month (T9)"}, 0, 10000000, NULL},
    {{"is_lead", FLAG, "牵头医院", "1: leads its medical group (Y)"}, 0, 1, NULL},
    {{"sanction", FLAG, "受处罚", "1: sanctioned in the settled year (Y8, H7)"}, 0, 1, NULL},
    {{"ended", FLAG, "协议终止", "1: its agreement ended in the settled year (H14)"}, 0, 1, NULL},
    {{"vp_threshold", DS_CELL_FEN, 0, "yuan a physician day", "自定量价阈值", "own threshold T (T9); empty: the class's"}, 0, 0, NULL},
};

static const ds_entity_column person[] = {
    {{"person", TEXT, "参保人", "id, as patient in the claims"}, 0, 0, NULL},
    {{"sex", TEXT, "性别", "male, female"}, 0, 0, "male|female"},
    {{"birth_day", DS_CELL_DAY, 0, "", "出生日期", "day of birth"}, DAY_LOW, DAY_HIGH, NULL},
    {{"insurance", TEXT, "险种", "employee, resident"}, 0, 0, "employee|resident"},
    {{"is_retired", FLAG, "退休", "1: retired"}, 0, 1, NULL},
    {{"is_chronic", FLAG, "慢病", "1: has a chronic disease"}, 0, 1, NULL},
    {{"is_diabetic", FLAG, "糖尿病", "1: has diabetes"}, 0, 1, NULL},
    {{"is_poor", FLAG, "救助对象", "1: gets medical aid"}, 0, 1, NULL},
    {{"county", TEXT, "区县", "where the person lives"}, 0, 0, NULL},
    {{"manager", TEXT, "健康管理机构", "institution that manages the person's diseases (D)"}, 0, 0, NULL},
    {{"signed_day", DS_CELL_DAY, 0, "", "签约日期", "first day on its roster; empty: not signed"}, DAY_LOW, DAY_HIGH, NULL},
    {{"diabetes_day", DS_CELL_DAY, 0, "", "糖尿病初诊日期", "first visit for diabetes (D4); empty: not known"}, DAY_LOW, DAY_HIGH, NULL},
    {{"affiliation", TEXT, "单位所属医共体", "medical group of the person's university or employer (H11)"}, 0, 0, NULL},
};

static const ds_entity_column physician_days[] = {
    {{"hospital", TEXT, "医疗机构", "id, as in the claims"}, 0, 0, NULL},
    {{"month", DS_CELL_MONTH, 0, "", "月份", "month of service"}, 0, MONTHS, NULL},
    {{"days", DS_CELL_INT, 0, "days", "医师人次日", "physician days in the month (T9)"}, 0, 10000000, NULL},
};

static const ds_entity_column roster[] = {
    {{"person", TEXT, "参保人", "id, as patient in the claims"}, 0, 0, NULL},
    {{"unit", TEXT, "签约机构", "institution that is paid (T13)"}, 0, 0, NULL},
    {{"scope", TEXT, "范围", "category of care: diabetes"}, 0, 0, NULL},
    {{"from", DS_CELL_MONTH, 0, "", "起始月", "first month (D7)"}, 0, MONTHS, NULL},
    {{"to", DS_CELL_MONTH, 0, "", "终止月", "last month; empty: open"}, 0, MONTHS, NULL},
};

static const ds_entity_column class_history[] = {
    {{"hospital", TEXT, "医疗机构", "id, as in the claims"}, 0, 0, NULL},
    {{"from", DS_CELL_MONTH, 0, "", "起始月", "first month of service for which the row holds (T4)"}, 0, MONTHS, NULL},
    {{"level", DS_CELL_INT, 0, "", "级别", "3, 2, 1; empty: as before"}, 0, 3, NULL},
    {{"is_tcm", FLAG, "中医机构", "1: TCM or integrated; empty: as before"}, 0, 1, NULL},
    {{"family_doctors", FLAG, "家庭医生签约", "1: has family-doctor contracts; empty: as before"}, 0, 1, NULL},
};

static const ds_entity_column contract[] = {
    {{"unit", TEXT, "签约机构", "institution that is paid (T13)"}, 0, 0, NULL},
    {{"scope", TEXT, "范围", "as in the roster"}, 0, 0, NULL},
    {{"quota", DS_CELL_FEN, 0, "yuan a year", "年度额度", "of the whole roster (T10)"}, 0, 0, NULL},
    {{"per_head", DS_CELL_FEN, 0, "yuan a year and head", "人均年度额度", "of every head on the month's roster; where no quota is given"}, 0, 0, NULL},
    {{"f", RATE, "考核系数", "assessment factor of the surplus (T13); empty: 1"}, 0, 10000, NULL},
    {{"guideline_heads", DS_CELL_INT, 0, "heads", "指导签约人数", "heads that the contract expects; flagged beyond"}, 0, 100000000, NULL},
    {{"added_quota", DS_CELL_FEN, 0, "yuan", "增补额度", "special compensation that joins the year's quota (D5)"}, 0, 0, NULL},
};

static const ds_entity_column disease_quota[] = {
    {{"person", TEXT, "参保人", "id, as patient in the claims"}, 0, 0, NULL},
    {{"hospital", TEXT, "定额归属机构", "institution whose quota it is (T6)"}, 0, 0, NULL},
    {{"from", DS_CELL_MONTH, 0, "", "起始月", "first month of service"}, 0, MONTHS, NULL},
    {{"to", DS_CELL_MONTH, 0, "", "终止月", "last month; empty: open"}, 0, MONTHS, NULL},
    {{"quota", DS_CELL_FEN, 0, "yuan a month", "月定额", "quota of a month (T6)"}, 0, 0, NULL},
};

static const ds_entity_column stay_quota[] = {
    {{"drg", TEXT, "DRG组", "group, as in the claims"}, 0, 0, NULL},
    {{"quota", DS_CELL_FEN, 0, "yuan a stay", "每次定额", "quota of a stay paid by quota (T8)"}, 0, 0, NULL},
};

static const ds_entity_column bid_use[] = {
    {{"hospital", TEXT, "医疗机构", "institution that uses or prescribes it"}, 0, 0, NULL},
    {{"drug", TEXT, "中选药品", "winning drug or consumable"}, 0, 0, NULL},
    {{"month", DS_CELL_MONTH, 0, "", "月份", "month of booking"}, 0, MONTHS, NULL},
    {{"surplus", DS_CELL_POINTS, 0, "points", "差额点数", "sum of max(0, points - cost) over its lines (T16)"}, 0, 0, NULL},
};

static const ds_entity_column bid_pass[] = {
    {{"hospital", TEXT, "医疗机构", "institution"}, 0, 0, NULL},
    {{"drug", TEXT, "中选药品", "winning drug or consumable"}, 0, 0, NULL},
    {{"passed", FLAG, "考核合格", "1: passed the assessment of the cycle (T16)"}, 0, 1, NULL},
};

static const ds_entity_column decision[] = {
    {{"kind", TEXT, "类型", "budget: new annual budget of the segment, decided after the month (T4b); release: deferred money paid in the month (T19)"}, 0, 0, "budget|release"},
    {{"month", DS_CELL_MONTH, 0, "", "月份", "of the decision"}, 0, MONTHS, NULL},
    {{"segment", TEXT, "预算单元", "OP_L3_DRUG, IP, ...; of a budget"}, 0, 0, NULL},
    {{"hospital", TEXT, "医疗机构", "whose unit is paid; of a release"}, 0, 0, NULL},
    {{"amount", DS_CELL_FEN, 0, "yuan", "金额", "the new budget, or the amount released"}, 0, 0, NULL},
};

const ds_entity_kind ds_entity_kinds[] = {
    {"hospital", "医疗机构", "institutions", "hospital", 1, 1, DS_COUNT(hospital), hospital},
    {"person", "参保人员", "insured persons", "patient", 1, 1, DS_COUNT(person), person},
    {"physician_days", "医师人次日", "physician days by month", "hospital", 2, 2, DS_COUNT(physician_days), physician_days},
    {"roster", "签约名册", "who is paid for whom, from when to when", "patient", 4, 4, DS_COUNT(roster), roster},
    {"class_history", "机构类别变更", "classes of institutions that changed", "hospital", 2, 2, DS_COUNT(class_history), class_history},
    {"contract", "人头协议", "capitation contracts", "hospital", 2, 2, DS_COUNT(contract), contract},
    {"disease_quota", "病种定额", "disease quotas of patients", "patient", 3, 3, DS_COUNT(disease_quota), disease_quota},
    {"stay_quota", "住院定额", "quotas of stays by group", "drg", 1, 1, DS_COUNT(stay_quota), stay_quota},
    {"bid_use", "中选药品使用", "surplus points of winning drugs by month", "hospital", 3, 3, DS_COUNT(bid_use), bid_use},
    {"bid_pass", "中选药品考核", "winning drugs that passed the assessment", "hospital", 2, 2, DS_COUNT(bid_pass), bid_pass},
    {"decision", "经办决定", "decisions of the agency during the year", NULL, 4, 2, DS_COUNT(decision), decision},
};
/* clang-format on */
const size_t ds_n_entity_kinds = DS_COUNT(ds_entity_kinds);

const ds_entity_kind *ds_entity_kind_find(const char *name)
{
    for (size_t i = 0; i < ds_n_entity_kinds; i++)
        if (strcmp(ds_entity_kinds[i].name, name) == 0)
            return &ds_entity_kinds[i];
    return NULL;
}

const ds_entity_column *ds_entity_column_find(const ds_entity_kind *kind,
                                              const char *name)
{
    for (size_t i = 0; i < kind->n_columns; i++)
        if (strcmp(kind->columns[i].spec.name, name) == 0)
            return &kind->columns[i];
    return NULL;
}

const ds_entity_kind *ds_entity_kind_of(const char *dictionary)
{
    for (size_t i = 0; i < ds_n_entity_kinds; i++)
        if (ds_entity_kinds[i].n_keys == 1 && ds_entity_kinds[i].dictionary &&
            strcmp(ds_entity_kinds[i].dictionary, dictionary) == 0)
            return &ds_entity_kinds[i];
    return NULL;
}
