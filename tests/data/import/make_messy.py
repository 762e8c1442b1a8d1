#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A made-up export of a bureau, as messy as real ones: messy_gb18030.csv; and what
an import that understands it stores: messy_truth.csv.

Run in this folder; the same seed gives the same bytes. No real data: names,
numbers and amounts are drawn. It holds two title lines, forty Chinese headers,
ROWS claims, a total line and a signature. What is wrong with rows on purpose:
  4 ids that a spreadsheet turned into 1.20E+17     ruined_id
  3 claims that are there twice                     duplicate_claim
  2 discharges on a 30 February                     no_such_date
  3 whose payers do not add up                      payers_do_not_add_up
  2 with a field too few                            too_few_fields
  1 without a total                                 empty
All else is messy but can be read with clean: yes."""
import csv
import datetime
import io
import random

ROWS = 200
FULL = str.maketrans("0123456789.-,", "０１２３４５６７８９．－，")
HEADERS = """序号 结算流水号 人员编号 姓名 性别 年龄 险种类型 医疗类别 参保地区划
 定点医疗机构代码 定点医疗机构名称 病案号 入院日期 出院日期 实际住院天数 结算时间
 出院科别 DRG编码 DRG组名称 主要诊断编码 主要诊断名称 其他诊断编码 主要手术操作编码
 其他手术操作编码 离院方式 是否有出院31天内再住院计划 医保支付方式 就医地 医疗费总额(元)
 政策范围内费用(元) 西药费 中药饮片费 统筹基金支付（元） 职工大额补助 医疗救助支付
 个人账户支付 个人现金支付 新生儿出生体重 人员类别 备注""".split()
assert len(HEADERS) == 40
GROUPS = [("ES23", "呼吸系统感染，伴并发症", "J18.900", 9000),
          ("FM19", "经皮冠状动脉支架植入", "I25.103", 31000),
          ("GB15", "腹腔镜阑尾切除术", "K35.800", 12000),
          ("OB23", "剖宫产术", "O82.000", 8000)]


def money(r, fen):
    """An amount as somebody typed it."""
    plain = f"{fen // 100}.{fen % 100:02d}"
    grouped = f"{fen // 100:,}.{fen % 100:02d}"
    kind = r.random()
    if kind < 0.55:
        return plain
    if kind < 0.75:
        return grouped
    if kind < 0.82:
        return "￥" + grouped
    if kind < 0.87:
        return "¥" + plain
    if kind < 0.92:
        return plain + "元"
    if kind < 0.96:
        return grouped.translate(FULL)
    return plain + "　"


def day(r, d):
    """A date in one of seven forms."""
    serial = (d - datetime.date(1899, 12, 30)).days
    forms = [f"{d.year}/{d.month}/{d.day}"] * 8 + [
        f"{d:%Y-%m-%d}", f"{d:%Y%m%d}", f"{d.year}年{d.month}月{d.day}日",
        f"{d.year}.{d.month}.{d.day}",
        f"{d.year}/{d.month}/{d.day} {r.randrange(24)}:{r.randrange(60):02d}",
        str(serial)]
    return r.choice(forms)


def pick(r, texts):
    return r.choice(texts.split("/"))


def claim(r, i):
    code, name, icd, mean = r.choice(GROUPS)
    inn = datetime.date(2023, 1, 3) + datetime.timedelta(r.randrange(340))
    days = r.randrange(2, 16)
    out = inn + datetime.timedelta(days)
    total = int(mean * 100 * r.uniform(0.6, 1.6))
    pool = total * r.randrange(55, 75) // 100
    large = r.choice([0, 0, 0, total // 20])
    aid = r.choice([0, 0, 0, 0, total // 50])
    account = r.choice([0, total // 25])
    cash = total - pool - large - aid - account
    herb = r.choice([0, 0, total // 30])
    hospital = r.randrange(4)
    others = r.sample(["I10.x00", "E11.900", "J44.100", "K29.500"],
                      r.randrange(4))
    operation = {"FM19": "36.0700", "GB15": "47.0100",
                 "OB23": "74.1x01"}.get(code, "")
    more = r.choice(["", "", "38.9300;99.1500", "99.2900、38.9300"])
    operations = operation + ";" + more
    zero = lambda fen: r.choice(["", "-", "0"]) if fen == 0 else money(r, fen)
    row = [str(i + 1), f"0012023{i:06d}", f"3300{r.randrange(10**6):06d}",
           r.choice("赵钱孙李") + r.choice("甲乙丙丁"), pick(r, "男/女/1/2"),
           str(r.randrange(90)), pick(r, "310/390/职工/居民/城乡居民基本医疗保险"),
           pick(r, "普通住院/住院/21"), pick(r, "330100/330100/３３０１００"),
           f"H0{hospital}", f"第{'一二三四'[hospital]}人民医院", f"{r.randrange(10**7):08d}",
           day(r, inn), day(r, out), pick(r, f"{days}/{days}天/{days}"),
           f"{out:%Y-%m-%d %H:%M:%S}", pick(r, "内科/外科/产科"), code, name, icd,
           f"诊断{icd[0]}", r.choice("|;,，、").join(others), operation, more,
           pick(r, "1/2/4/医嘱离院/9"), pick(r, "无/有/否"),
           "按DRG付费", pick(r, "本地/本地/本地/本地/本地/本地/省内异地"), money(r, total),
           money(r, total * 9 // 10), money(r, total // 4), zero(herb),
           money(r, pool), zero(large), zero(aid), zero(account),
           money(r, cash), "", pick(r, "在职/退休"), ""]
    if r.random() < 0.1:
        row[17] = "'" + row[17]
    if r.random() < 0.1:
        row[1] = "'" + row[1]
    if r.random() < 0.1:
        row[9] += r.choice(["　", "\u00a0", "  "])
    if r.random() < 0.05:
        row[9] = row[9].translate(FULL).replace("H", "Ｈ")
    sex = "male" if row[4] in "男1" else "female"
    scheme = "employee" if row[6] in ("310", "职工") else "resident"
    codes = "+".join(sorted({c for c in operations.replace("、", ";").split(";")
                             if c}))
    truth = [f"0012023{i:06d}", f"H0{hospital}", code, codes,
             "+".join(sorted(others)), inn, out, scheme, sex,
             f"{total / 100:.2f}", f"{pool / 100:.2f}", f"{large / 100:.2f}",
             f"{aid / 100:.2f}", f"{account / 100:.2f}", f"{cash / 100:.2f}",
             days]
    return row, truth


SPOILT = {20, 60, 100, 140, 50, 90, 130, 70, 71, 30, 31, 32, 80, 81, 110}


def spoil(rows):
    for i in (20, 60, 100, 140):
        rows[i][1] = "1.20E+17"
    for i in (50, 90, 130):
        rows[i][1] = rows[i - 7][1].lstrip("'")
    for i in (70, 71):
        rows[i][12], rows[i][13] = "2023/2/1", "2023-02-30"
    for i in (30, 31, 32):
        rows[i][36] = "99,999.99"
    for i in (80, 81):
        del rows[i][-1]
    rows[110][28] = ""


def main():
    r = random.Random(20230105)
    claims = [claim(r, i) for i in range(ROWS)]
    rows = [row for row, _ in claims]
    spoil(rows)
    text = io.StringIO()
    w = csv.writer(text, lineterminator="\r\n")
    w.writerow(["某市2023年度住院费用结算明细表"] + [""] * 39)
    w.writerow(["统筹区：某市", "", "", "制表日期：2024年1月8日"] + [""] * 36)
    w.writerow(HEADERS)
    w.writerows(rows)
    w.writerow(["合计", f"{ROWS}人次"] + [""] * 26 + ["2,987,654.32"] + [""] * 11)
    w.writerow(["制表人：某某", "审核人：某某"])
    with open("messy_gb18030.csv", "wb") as f:
        f.write(text.getvalue().encode("gb18030"))
    with open("messy_truth.csv", "w", newline="") as f:
        w = csv.writer(f, lineterminator="\n")
        w.writerow("claim hospital drg operations other_diagnoses admit_day "
                   "discharge_day insurance sex total pool large aid account "
                   "cash los_days".split())
        w.writerows(t for i, (_, t) in enumerate(claims) if i not in SPOILT)


main()
