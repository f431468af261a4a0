"""Spellings that find each other, and words that are found within writing without spaces."""

from __future__ import annotations

SAME = [
    ["B12", "B-12", "B 12", "B₁₂", "b–12", "B\u201112"],
    ["COX-2", "COX2", "cox 2"],
    ["methylcobalamin", "methyl-cobalamin", "methyl cobalamin", "Methyl\u00adcobalamin"],
    ["TNF-α", "TNFα", "TNF-alpha", "TNF alpha"],
    ["β2", "beta-2", "β 2", "beta2"],
    ["10³", "10^3"],
    ["cm²", "cm^2", "cm2"],
    ["1,000 mg", "1000 mg", "1000mg"],
    ["O’Neil", "O'Neil", "O´Neil"],
    ["Crohn’s disease", "Crohn's disease", "Crohns disease", "Crohn disease"],
    ["½", "1/2"],
    ["5 µg", "5 mcg", "5µg", "5-μg"],
    ["email", "e-mail"],
    ["i.m.", "IM"],
    ["می‌خواهم", "می خواهم", "میخواهم"],
    ["ギラン・バレー", "ギランバレー"],
    ["말초신경", "말초 신경"],
    ["naïve", "naive", "nai\u0308ve"],
    ["ﬁbre", "fibre"],
]

# What is looked for, and a text that has it.
RUNS = [
    ("神经", "维生素缺乏会损伤周围神经系统。"),
    ("系", "维生素缺乏会损伤周围神经系统。"),
    ("统", "神经系统。"),
    ("神経", "ビタミン不足は末梢神経を傷める。"),
    ("ビタミン", "ビタミン不足は末梢神経を傷める。"),
    ("เส้นประสาท", "การขาดวิตามินทำลายเส้นประสาทส่วนปลาย"),
    ("วิตามิน", "การขาดวิตามินทำลายเส้นประสาทส่วนปลาย"),
    ("ເສັ້ນປະສາດ", "ການຂາດວິຕາມິນທໍາລາຍເສັ້ນປະສາດ"),
    ("សរសៃ", "ការខ្វះវីតាមីនធ្វើឱ្យខូចសរសៃប្រសាទ"),
    ("အာရုံကြော", "ဗီတာမင်ချို့တဲ့မှုသည်အာရုံကြောကိုထိခိုက်"),
    ("신경", "비타민 결핍은 말초신경을 손상시킨다."),
    ("비타민", "비타민은 중요하다."),
    ("뇌", "사람의 뇌는 크다."),
]
