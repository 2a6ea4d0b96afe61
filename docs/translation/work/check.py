"""check.py CODE GROUP: compares out/CODE/GROUP.txt with en/GROUP.txt; prints what is missing or looks wrong."""
import csv, re, sys
code, group = sys.argv[1:3]
def read(path):
    got, key = {}, None
    for line in open(path, encoding="utf-8"):
        m = re.match(r"@(\d+)\b", line)
        if m: key = m[1]; got[key] = []
        elif line.startswith("####"): key = None
        elif key: got[key].append(line.rstrip("\n"))
    return {k: "\n".join(v).strip() for k, v in got.items()}
en, tr = read(f"/work/tr17/en/{group}.txt"), read(f"/work/tr17/out/{code}/{group}.txt")
bad = 0
def say(k, what):
    global bad; bad += 1; print(f"@{k}: {what}")
digits = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩০১২৩৪৫৬৭৮৯", "0123456789" * 3)
forbidden = [(r["pattern"], r["why"]) for r in csv.DictReader(open("/work/shared/languages/terms-forbidden.tsv"), delimiter="\t") if code in r["lang"].split(",")]
arab = code in ("ar", "fa", "prs", "ps", "ur")
for k in en:
    if not tr.get(k): say(k, "missing")
for k in tr:
    if k not in en: say(k, "no such number")
for k, t in tr.items():
    e = en.get(k)
    if not e or not t: continue
    plain = re.sub(r"https?://\S+|\]\([^)]*\)|\{[^}]*\}|`[^`]*`", " ", t)
    if sorted(re.findall(r"\]\(([^)]*)\)", e)) != sorted(re.findall(r"\]\(([^)]*)\)", t)): say(k, "links differ")
    if sorted(re.findall(r"\{[A-Za-z]\w*\}", e)) != sorted(re.findall(r"\{[A-Za-z]\w*\}", t)): say(k, "codes in curly brackets differ")
    if e.count("{") != t.count("{"): say(k, "curly brackets differ")
    if e.count("**") != t.count("**"): say(k, f"** {e.count('**')} against {t.count('**')}")
    for mark in ("- ", "### ", "## "):
        a, b = (len(re.findall("(?m)^ *" + re.escape(mark), x)) for x in (e, t))
        if a != b: say(k, f"lines that begin with '{mark}': {a} against {b}")
    if len(re.findall(r"(?m)^ *\d+\. ", e)) != len(re.findall(r"(?m)^ *\d+\. ", t.translate(digits))): say(k, "numbered lines differ")
    if e.count("\n\n") != t.count("\n\n"): say(k, f"paragraphs {e.count(chr(10)*2)+1} against {t.count(chr(10)*2)+1}")
    nums = lambda x: sorted(re.findall(r"\d+", re.sub(r"\]\([^)]*\)|\{[^}]*\}", " ", x).translate(digits)))
    a, b = nums(e), nums(t)
    if a != b:
        from collections import Counter
        lost, new = Counter(a) - Counter(b), Counter(b) - Counter(a)
        say(k, f"numbers: lost {sorted(lost.elements())} new {sorted(new.elements())}")
    if arab:
        if re.search("[\u0980-\u09ff\u0900-\u097f]", plain): say(k, "letters of another script")
        if code in ("fa", "prs", "ps", "ur") and re.search("[يك]" if code in ("fa", "prs", "ur") else "[ك]", plain): say(k, "Arabic yeh or kaf")
        if code == "ar" and re.search("[یکگچپژ]", plain): say(k, "Persian letters in Arabic")
        if re.search("[,;?](\\s|$)", plain) and not re.search("[A-Za-z]", plain): say(k, "Latin punctuation , ; ?")
        if code in ("fa", "prs", "ps") and re.search("[0-9٠-٩]", re.sub(r"[A-Za-z][\w./()-]*[0-9][\w./()-]*|[0-9./]+[A-Za-z]\w*|§ ?[0-9]+|[A-Z][\w/. ]*[0-9/.()]+", " ", re.sub(r"(?m)^ *\d+\. ", "", plain))): say(k, "digits of the wrong kind (soft: symbols like A/RES/55/25 stay)")
        if code in ("ar", "ur") and re.search("[۰-۹٠-٩]", plain): say(k, "digits must be Latin")
        if code in ("fa", "prs") and re.search(r"(^|[\s«(])(می|نمی) [\u0600-\u06ff]", plain): say(k, "می without ZWNJ")
        if code == "ur" and re.search(r"[\u0600-\u06ff]\.(\s|$)", plain): say(k, "full stop . in Urdu")
    if code == "bn":
        if re.search("[\u0600-\u06ff\u0900-\u0963\u0966-\u097f]", plain): say(k, "letters of another script")
        if re.search(r"[\u0980-\u09ff]\.(\s|$)", plain): say(k, "full stop . in Bangla (danda)")
        if re.search("[০-৯]", t) is None and re.search("[0-9]", re.sub(r"[A-Za-z]\S*", " ", plain)): say(k, "Latin digits in Bangla?")
    if code == "fr":
        if re.search(r"[^\u00a0\u202f\s][;?!»](\s|$)", plain) or re.search(r" [:;?!»]", plain): say(k, "no-break space before : ; ? ! »")
        if "'" in plain: say(k, "straight apostrophe")
    words = [w for w in re.findall(r"[A-Za-z][A-Za-z’'-]{2,}", plain)]
    if code != "fr" and len(words) > 0:
        allowed = set(re.findall(r"[A-Za-z][A-Za-z’'-]{2,}", e))
        if len(words) > max(6, 0.25 * len(plain.split())) or any(w not in allowed for w in words): say(k, "Latin words: " + " ".join(words[:8]))
    if len(e) > 60:
        r = len(t) / len(e)
        if r < 0.45 or r > 2.1: say(k, f"length {r:.2f} of the English")
    limit = {"bn": 20, "ps": 27, "ar": 27}.get(code, 30)
    for s in re.split(r"[.!?؟۔।]\s|\n", t):
        if len(s.split()) > limit and len(s.split()) > 1.4 * max(len(x.split()) for x in re.split(r"[.!?]\s|\n", e)): say(k, f"sentence of {len(s.split())} words")
    for p, why in forbidden:
        m = re.search(p, t)
        if m: say(k, f"forbidden: {m[0]} ({why})")
    if t == e and len(e.split()) > 3: say(k, "left in English")
print(f"{len(tr)} of {len(en)} texts, {bad} to look at")
