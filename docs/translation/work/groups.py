"""Chunks: numbered English, one file a chunk; ids.json maps number to id(s). Identical English within a chunk stands once."""
import json, os, re, collections
from extract import extract
ORDER = [
 ("a1", r"^(kit/words|kit/paths|kit/short|kit/0)"),
 ("a2", r"^kit/signs|^glossary"),
 ("a3", r"^kit/forms"),
 ("b1", r"^(site|pages)"),
 ("c1", None), ("c2", None), ("c3", None),
 ("d1", r"^law/[12]"), ("d2", r"^law/[34]|^status"), ("d3", r"^law/[5678]"),
 ("e1", r"^tools/0?[123]"), ("e2", r"^tools/0?[456]"), ("e3", r"^tools/0?[789]"),
 ("f1", r"^(kit/cases|kit/learning|practice|learning)"),
 ("g1", r"^modules/rights-and-gender\.yaml|^modules/videos"), ("g2", r"^modules/"),
]
def groups():
    out = collections.OrderedDict((g, []) for g, _ in ORDER)
    rows = extract()
    files = sorted({i.split("#")[0] for i, _ in rows if i.startswith("checklists/")})
    third = {f: "c%d" % (1 + n * 3 // len(files)) for n, f in enumerate(files)}
    for i, t in rows:
        f = i.split("#")[0]
        g = third.get(f) or next((g for g, p in ORDER if p and re.search(p, i)), None)
        if g is None: print("no group", i); continue
        out[g].append((i, t))
    return out
if __name__ == "__main__":
    os.makedirs("en", exist_ok=True)
    ids = {}
    for g, rows in groups().items():
        seen, lines, n, last = {}, [], 0, None
        for i, t in rows:
            f, p = i.split("#")
            if t in seen: ids[g + seen[t]].append(i); continue
            n += 1; seen[t] = str(n); ids[g + str(n)] = [i]
            if f != last: lines.append(f"\n#### {f}\n"); last = f
            lines.append(f"@{n} [{p}]\n{t}\n")
        open(f"en/{g}.txt", "w").write("\n".join(lines))
        print(g, n, sum(len(t.split()) for t in seen))
    json.dump(ids, open("ids.json", "w"), indent=0)
