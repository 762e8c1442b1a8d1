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

const ds_entity_kind ds_entity_kinds[] = {
    {"hospital", "医疗机构", "institutions", "hospital", 1, DS_COUNT(hospital), hospital},
    {"person", "参保人员", "insured persons", "patient", 1, DS_COUNT(person), person},
    {"physician_days", "医师人次日", "physician days by month", "hospital", 2, DS_COUNT(physician_days), physician_days},
    {"roster", "签约名册", "who is paid for whom, from when to when", "patient", 4, DS_COUNT(roster), roster},
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
        if (ds_entity_kinds[i].n_keys == 1 &&
            strcmp(ds_entity_kinds[i].dictionary, dictionary) == 0)
            return &ds_entity_kinds[i];
    return NULL;
}
