"""to_po.py CODE TARGET_FOLDER: writes content/CODE/**/*.po from /work/tr17/out/CODE/*.txt."""
import sys, re, glob, os, json, yaml, polib
sys.path.insert(0, sys.argv[3] if len(sys.argv) > 3 else "/work/wt/lang")
from toolkit.domain.wording import list_words
code, target = sys.argv[1:3]
root = os.path.dirname(os.path.dirname(target.rstrip("/"))) 
def read(path):
    got, key = {}, None
    for line in open(path, encoding="utf-8"):
        m = re.match(r"@(\d+)\b", line)
        if m: key = m[1]; got[key] = []
        elif line.startswith("####"): key = None
        elif key: got[key].append(line.rstrip("\n"))
    return {k: "\n".join(v).strip() for k, v in got.items()}
memory, local = {}, {}
groups = [os.path.basename(p)[:-4] for p in sorted(glob.glob(f"/work/tr17/out/{code}/*.txt"))]
where = {}
for g in groups:
    en, tr = read(f"/work/tr17/en/{g}.txt"), read(f"/work/tr17/out/{code}/{g}.txt")
    for k, t in tr.items():
        if k in en and t: memory.setdefault(en[k], t); local[(g, en[k])] = t
group_of = {}
for g in groups:
    for line in open(f"/work/tr17/en/{g}.txt", encoding="utf-8"):
        if line.startswith("#### "): group_of.setdefault(line[5:].strip(), []).append(g)
english = os.path.join(target, "en")
done = total = 0
for f in sorted(glob.glob(english + "/**/*.yaml", recursive=True)):
    rel = os.path.relpath(f, english)
    if rel.startswith(("network/", "modules/", "learning/")) or rel == "site.yaml": continue
    words = list_words(yaml.safe_load(open(f)))
    po = polib.POFile(wrapwidth=118)
    po.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Content-Transfer-Encoding": "8bit", "Language": code, "X-Source": f"content/en/{rel}"}
    have = 0
    for path, text in words.items():
        t = next((local[(g, text)] for g in group_of.get(rel, []) if (g, text) in local), "") or memory.get(text, "")
        have += bool(t)
        po.append(polib.POEntry(msgctxt=path, msgid=text, msgstr=t))
    total += len(words); done += have
    if have:
        out = os.path.join(target, code, rel[:-5] + ".po"); os.makedirs(os.path.dirname(out), exist_ok=True)
        po.save(out)
    if have != len(words): print(f"{rel}: {have} of {len(words)}", end="; ")
print(f"\n{code}: {done} of {total}")
