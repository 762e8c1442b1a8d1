# SPDX-License-Identifier: GPL-3.0-or-later
"""Every worked example EX-T of the policy specification, asserted."""
from collections import defaultdict
from fractions import Fraction
from types import SimpleNamespace

from quantile import decimal_text, round_half_away
from tianjin_budget import Budget, growth
from tianjin_desk import (MILLION, WAN, Checks, blank_run, claim, institution,
                          own_points, places, points_of, same, sent_cell,
                          blank_region)
from tianjin_examples_value import (t11_allocation, t11_inpatient,
                                    t11_transfer, t12)
from tianjin_flow import Flow
from tianjin_input import Config
from tianjin_past import IP, apportion
from tianjin_points import credited
from tianjin_roster import Capitation
from tianjin_scope import SEGMENT, Stays, t5_points
from tianjin_settle import FUNDS

HIST = (90, 80, 100, 95, 100, 105, 110, 100, 105, 105, 110, 100)


def t1_t2():
    cfg = Config({"growth.fund": ".08", "growth.pop": ".01",
                  "growth.hcpi": ".02"})
    g = growth(cfg)
    same("T1 g", g, Fraction(302, 10**4))
    total = round_half_away(30 * 10**11 * (1 + g))
    same("T1 B", total, 30_906 * MILLION)
    b = object.__new__(Budget)
    b.cfg, b.total = cfg, total
    b.region = SimpleNamespace(start=0)
    b.scope = SimpleNamespace(past=[
        SimpleNamespace(booked_month=-1, insurance=k, pool_fen=p * 10**10,
                        total_fen=t * 10**10)
        for k, p, t in (("employee", 180, 200), ("resident", 45, 90))])
    b.kinds()
    same("T2", (b.pooled["employee"], b.pooled["resident"]),
         (1_918_303_448_276, 479_575_862_069))


def split_budget(reserve):
    b = object.__new__(Budget)
    b.cfg = Config({"share.ip": ".58", "share.class": ".4,.3,.1,.1,.1",
                    "share.drug": ".62,.5,.5,.5,.5", "rx.reserve": reserve})
    b.region = blank_region([])
    b.past = SimpleNamespace(by_segment=defaultdict(int), total=1)
    b.total = 30_906 * MILLION
    b.split()
    return b


def t3():
    b = split_budget("0")
    same("T3 IP", b.annual[IP], 1_792_548_000_000)
    same("T3 DRUG", b.annual["OP_L3_DRUG"], 321_916_896_000)
    same("T3 SERV", b.annual["OP_L3_SERV"], 197_303_904_000)
    b = split_budget(".005")
    same("T3 reserve", b.annual["OP_L3_DRUG"], 320_307_311_520)
    same("T3 sum", sum(b.annual.values()), b.total)


def t4():
    b = object.__new__(Budget)
    b.region = blank_region([institution("A"), institution("B")])
    sigma = [Fraction(x, 1200) for x in HIST]
    b.sigma = defaultdict(lambda: sigma)
    b.start = defaultdict(lambda: 100 * MILLION)
    b.annual, b.moves = defaultdict(int), []
    b.monthly = defaultdict(lambda: [100 * MILLION * x for x in sigma])
    b.past = SimpleNamespace(by_hospital=defaultdict(int, {
        ("A", "OP_L3_DRUG"): 4, ("B", "OP_L3_DRUG"): 96}))
    b.move("A", "L3", "FD", 3)
    same("T4", b.moves, [("A", "OP_L3_DRUG", "OP_FD_DRUG", 3,
                          310_000_000)])
    same("T4 rest", sum(b.monthly["OP_L3_DRUG"]), 9_690_000_000)


def t4b():
    b = object.__new__(Budget)
    b.region = blank_region([])
    b.region.decisions = [{"kind": "budget", "segment": "IP",
                           "month": "2024-06", "amount": "1260"}]
    sigma = [Fraction(x, 1200) for x in HIST]
    b.sigma, b.annual, b.changes = {IP: sigma}, {IP: 120_000}, []
    b.monthly = {IP: [120_000 * x for x in sigma]}
    b.decide()
    same("T4b July", decimal_text(b.monthly[IP][6] / 100, 4), "120.4762")
    same("T4b year", sum(b.monthly[IP]), 126_000)
    same("T4b June", b.monthly[IP][5], 10_500)


def t5_t6():
    same("T5", t5_points(Fraction(2), Fraction(10), Fraction(1, 2), 1), 6)
    same("T5 30", t5_points(Fraction(2), Fraction(10), Fraction(1, 2), 30),
         180)
    tables = {"hospital": places(A="L3", B="L2"), "disease_quota": [
        {"person": "p", "hospital": "A", "from": "2024-01", "to": "",
         "quota": "1200"}]}
    for drug, wanted in ((700, (700, 350)), (1130, (1050, 0))):
        points = points_of([
            claim("A", drug, 99, payment="quota", quota_owner="A"),
            claim("B", 100, 50, quota_owner="A")], tables, month=1)
        same("T6", (own_points(points, "A", "DRUG", "quota"),
                    own_points(points, "A", "SERV", "quota")), wanted)


def t7():
    claims = [claim("B", herb=40_000, herb_doses=1000),
              claim("C", herb=100_000, herb_doses=2000),
              claim("H1", herb=60_000, herb_doses=600),
              claim("H2", herb=30_000, herb_doses=400)]
    points = points_of(claims, {"hospital": places(
        B="L2", C="TCM", H1="L3", H2="L3")})
    same("T7 cap", decimal_text(points.caps["L3", "ordinary"] / WAN, 4),
         "46.6667")
    same("T7", [own_points(points, h, "SERV") for h in ("H1", "H2", "B")],
         [28_000, 18_666.6667, 40_000])


def t8():
    cfg = Config({"ip.mref": "12000", "ip.r0": "12500",
                  "ip.cpi": ".02,.01,.015"})
    stays = Stays(SimpleNamespace(cfg=cfg), {}, None)
    same("T8", stays.by_item(24_000 * WAN), 239_085_050)
    same("T8 quota", stays.quota(24_000 * 100), 25_000 * WAN)
    same("T8 v_std", decimal_text(stays.v_std(), 8), "1.00382688")


def volume(days, drug, refuses=0, more=(), **config):
    """Points after T9 of one institution (L3, T 2000)."""
    row = dict(places(A="L3")[0], refuses_t9=refuses)
    tables = {"hospital": [row] + places(B="L2"), "physician_days": [
        {"hospital": "A", "month": f"2024-{m:02}", "days": d}
        for m, d in enumerate(days, 1)]}
    claims = [claim("A", d, month=f"2024-{m:02}",
                    booked_month=f"2024-{m:02}")
              for m, d in enumerate(drug, 1)] + list(more)
    keys = {"vp.t": "2000,2000,2000,2000,2000"}
    keys.update((k.replace("_", "."), v) for k, v in config.items())
    points = points_of(claims, tables, keys)
    return (own_points(points, "A", "DRUG") + sum(
        p for k, p in points.sent.items() if k[0] == "A") / WAN)


def t9():
    same("T9", volume([500], [1_300_000]), 1_210_000)
    same("T9 refused", volume([500], [1_300_000], 1), 1_000_000)
    same("T9 flat", volume([500], [1_300_000], vp_mode="flat"), 1_150_000)
    same("T9 cum", volume([500, 500], [1_300_000, 700_000]), 2_000_000)
    same("T9 months", volume([500], [1_300_000]) + volume([500], [700_000]),
         1_910_000)
    same("T9 dispensed", volume([500], [1_000_000], more=[
        claim("B", 300_000, prescriber="A")]), 1_300_000)
    same("T9 credit", credited(Fraction(2600), Fraction(2000), Config({})),
         420)


def t10_run(mode, taken):
    """January of EX-T10: (Cap, CAP of IP, R, WM, TCM) in wan yuan."""
    sigma = [Fraction(x, 1200) for x in HIST]
    c = object.__new__(Capitation)
    c.segments, c.units = [IP, "OP_L3_DRUG"], ["u"]
    year = {IP: 1_200 * MILLION, "OP_L3_DRUG": 800 * MILLION}
    monthly = {s: [b * x for x in sigma] for s, b in year.items()}
    c.budget = SimpleNamespace(
        cfg=Config({"capshare.mode": mode}), monthly=monthly, fixed=monthly,
        sigma={s: sigma for s in year})
    c.past = SimpleNamespace(
        by_segment={IP: 1000, "OP_L3_DRUG": 1000}, total=2000,
        by_ip_class={"WM": 860, "TCM": 140 + 75})
    c.spread = {("u", m): taken for m in range(1, 13)}
    c.ip_taken = {m: {"WM": 0, "TCM": 0} for m in range(1, 13)}
    c.heads, c.quota = lambda u, m: 1, lambda u, m: 180 * MILLION
    c.exact()
    caps, segments = c.cum(1)
    return caps["u"], segments[IP], c


def t10():
    cap, ip, c = t10_run("quota", {IP: 600, "OP_L3_DRUG": 400})
    same("T10 B", (c.budget.monthly[IP][0], sum(
        c.budget.sigma[IP][:3])), (90 * MILLION, Fraction(225, 1000)))
    same("T10 Cap, CAP", (cap, ip), (1_350_000_000, 810_000_000))
    same("T10 R", 90 * MILLION - ip, 8_190_000_000)
    c.past.by_ip_class = {"WM": 80, "TCM": 20}
    same("T10 TCM", c.tcm_available(1), 1_638_000_000)
    cap, ip, c = t10_run("share", {IP: 150, "OP_L3_DRUG": 0})
    same("T10 share", (cap, ip), (1_350_000_000, 1_350_000_000))
    c.past.by_ip_class = {"WM": 80, "TCM": 20}
    same("T10 share TCM", c.tcm_available(1), 1_530_000_000)


def t11_hold():
    flow = object.__new__(Flow)
    region = blank_region([institution("A")])
    flow.region, flow.cfg, flow.year = region, region.cfg, False
    flow.hold = defaultdict(int)
    flow.values = SimpleNamespace(amounts={
        ("A", "OP_L3_DRUG", "quota"): 54_000_000,
        ("A", "OP_L3_DRUG", "ffs"): 9_000_000})
    flow.points = SimpleNamespace(quota_cost={("A", "OP"): 50_000_000})
    flow.holds()
    same("T11c hold", flow.hold["A", "OP"], 2_000_000)
    same("T11c", 54_000_000 + 9_000_000 - 2_000_000, 61_000_000)


def sign(outside, factor, year):
    """T13 of a contract: Cap 3.0 m, cost 2.2 m."""
    flow = object.__new__(Flow)
    flow.cfg, flow.month, flow.year = Config({}), 12, year
    flow.values = SimpleNamespace(caps={"u": 3 * MILLION})
    flow.outside = {"u": outside}
    flow.points = SimpleNamespace(sign_cost={"u": 220_000_000})
    flow.capitation = SimpleNamespace(
        factor=lambda u: Fraction(factor), heads=lambda u, m: 1,
        quota=lambda u, m: 1)
    flow.a, flow.hold = defaultdict(int), defaultdict(int)
    flow.forfeit, flow.released = defaultdict(int), {}
    row = flow.contract("u")
    return row["a_sign"], row["a_sign"] - row["hold"] - row["forfeit"]


def t13():
    same("T13", sign(48_000_000, "1", False), (252_000_000, 236_000_000))
    same("T13 f", sign(48_000_000, ".8", True), (252_000_000, 248_800_000))
    same("T13 deficit", sign(336_000_000, "1", False)[0], -36_000_000)


def t14():
    for value, moved in ((Fraction(97, 100), 1_940_000), (1, 1_950_000)):
        flow = object.__new__(Flow)
        flow.region = blank_region([institution("A"),
                                   institution("P", is_pharmacy=1)])
        key, points = sent_cell("A", "L3", 20_000)
        flow.points = SimpleNamespace(sent={key: points},
                                      sent_cost={key: 1_950_000})
        flow.values = SimpleNamespace(vs=lambda *k, v=value: Fraction(v))
        flow.a = defaultdict(int)
        flow.prescriptions()
        same("T14", flow.moved[key], moved)
        same("T14 rest", flow.value_of[key] - moved,
             0 if moved == 1_940_000 else 50_000)


def t15():
    for ents, wanted in (((70, 148, 205, 215), [70, 78, 57, 10]),
                         ((68, 143, 196, 206), [68, 75, 53, 10]),
                         ((70, 60, 170), [70, 0, 100])):
        region = blank_region([institution("A")])
        before, got = {"A": 0}, []
        for ent in ents:
            run = blank_run(region, ent={"A": ent}, is_year=False, after={},
                            settlement=SimpleNamespace(paid=before,
                                                       fund_paid={}))
            run.payments()
            got.append(run.paid["A"])
        same("T15", got, wanted)


def booked(value, passed):
    flow = object.__new__(Flow)
    region = flow.region = blank_region([institution("A")])
    region.bid_use = [{"hospital": "A", "drug": "d", "month": "2024-01",
                       "surplus": "24000"}]
    region.bid_pass = {("A", "d"): passed}
    flow.month, flow.year, flow.moved = 12, True, {}
    flow.points = SimpleNamespace(surplus={
        ("A", "L3", "WM", SEGMENT, "OP"): 6_000 * 4 * WAN})
    flow.values = SimpleNamespace(vs=lambda *k: Fraction(value), v_std=1)
    flow.region.number = lambda m: 1
    flow.phi = lambda home: Fraction(62, 100)
    flow.books()
    return flow.drugs["A", "d"]


def t16():
    same("T16", booked("1", True), (2_400_000, 1_488_000, 912_000))
    same("T16 .9", booked(".9", False), (2_160_000, 0, 2_160_000))


def t17_t18():
    same("T17", list(apportion(100 * 10**6, {
        "a": 700, "b": 200, "c": 100}).values()),
        [70_000_000, 20_000_000, 10_000_000])
    pay = dict.fromkeys(FUNDS, 0)
    pay.update(employee_pooled=6_000, employee_large=1_000)
    budget = SimpleNamespace(ceiling=lambda k, n: 5_700)
    run = blank_run(blank_region([institution("A")]), pay={"A": pay},
                    pay_of={("A", c): pay if c == "OP" else dict.fromkeys(
                        FUNDS, 0) for c in ("IP", "OP", "CAP")},
                    due={"A": {"IP": 0, "OP": 7_000, "CAP": 0}},
                    settlement=SimpleNamespace(budget=budget))
    run.ceiling()
    after = run.after["A"]
    same("T18", (after["employee_pooled"], after["employee_large"],
                 run.ent["A"] + 3_000), (5_700, 950, 9_650))


def t19():
    facts = SimpleNamespace(
        cost={"A": 115 * MILLION}, last={"A": 100 * MILLION},
        visits=defaultdict(int), stays=defaultdict(int), visit_cost={},
        stay_cost={})
    run = blank_run(
        blank_region([institution("A", poor_control=1)]), facts=facts,
        total={"A": 62 * MILLION},
        due={"A": {"IP": 0, "OP": 62 * MILLION, "CAP": 0}},
        settlement=SimpleNamespace(growth=lambda: Fraction(6, 100)))
    run.defer()
    same("T19", run.deferred["A"]["OP"], 485_217_391)


def t20():
    region = blank_region([institution("A", grade="excellent"),
                          institution("B", grade="excellent"),
                          institution("C", grade="fail")],
                         keys={"assess.d": "0,0,0,.012"})
    ent = {"A": 60 * MILLION, "B": 40 * MILLION, "C": 100 * MILLION}
    run = blank_run(region, ent=ent, paid_before=dict(ent),
                    assess=dict.fromkeys("ABC", 0), deducted={},
                    flow=SimpleNamespace(released={}))
    run.assessment()
    same("T20", run.assess, {"A": -72_000_000, "B": -48_000_000,
                             "C": 120_000_000})


def t21():
    """Drugs first, from the month of the decision on."""
    row = claim("A", 100, 200, refused_points="120", refused_month="2024-03")
    for month, wanted in ((2, (100, 200)), (3, (0, 180))):
        points = points_of([row], {"hospital": places(A="L3")}, month=month)
        same("T21", (own_points(points, "A", "DRUG"),
                     own_points(points, "A", "SERV")), wanted)


def main():
    same("EX-1", list(apportion(100, dict.fromkeys("abc", 1)).values()),
         [34, 33, 33])
    for example in (t1_t2, t3, t4, t4b, t5_t6, t7, t8, t9, t10,
                    t11_allocation, t11_hold, t11_transfer, t11_inpatient,
                    t12, t13, t14, t15, t16, t17_t18, t19, t20, t21):
        example()
    print(f"{Checks.done} values of the examples hold")


if __name__ == "__main__":
    main()
