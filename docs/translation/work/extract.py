"""English strings of content/en with stable ids: (id, english). id = file#path, lists by key/slug/value where they have one."""
import glob, os, re, sys, yaml, json
ROOT = "/work/main/content/en"
SKIP = set("""slug key provisions related audiences crimes phases tool tools provision all any none kind group crime code number
value shelf page pages to local onward url country instrument since standing way source_date original_title original_language
reference force year checked strength when uses start health_nodes countries nodes definition csl access level form
references part films disciplines licence licence_url path parent decision outcomes_keys institution signs_ref
ended now state changed_last changed_notes module plan at_hand topics adapted_by authors person_mode unfilled rules_of_words reservations_code share status not_tested_by term_slug""".split())
def ident(v, i):
    if isinstance(v, dict):
        for k in ("key", "slug", "value"):
            if isinstance(v.get(k), str): return v[k]
    return str(i)
def walk(o, path, out, rel):
    if isinstance(o, dict):
        for k, v in o.items():
            k = str(k)
            leaf = isinstance(v, str) or (isinstance(v, list) and all(isinstance(x, str) for x in v))
            if k in SKIP and (leaf or k in ("csl", "checked", "all", "any", "none", "person_mode")): continue
            if k == "say" and isinstance(v, list): continue
            if k in ("signs", "phrases", "rights", "outcomes", "parts") and leaf: continue
            if k == "name" and path and path[-1] == "drawing": continue
            if rel.startswith("kit/words/") and k in ("rules", "unfilled", "warning_short"): continue
            if rel.startswith("kit/paths/") and k in ("warning_short",): continue
            if rel.startswith("kit/words/") and k in ("words", "danger", "english", "wanted", "changed"): continue
            if rel.startswith("modules/videos") and k in ("en","bn","fa","prs","ur","source"): continue
            if rel == "status.yaml" and k in ("source_date",): continue
            walk(v, path + [k], out, rel)
    elif isinstance(o, list):
        for i, v in enumerate(o): walk(v, path + [ident(v, i)], out, rel)
    elif isinstance(o, str):
        if o.strip() and re.search(r"[A-Za-z]", o) and not re.fullmatch(r"https?://\S+|[a-z]+:[a-z0-9/#-]+", o.strip()):
            out.append((rel + "#" + ".".join(path), o.strip()))
def extract():
    out = []
    for f in sorted(glob.glob(ROOT + "/**/*.yaml", recursive=True)):
        rel = os.path.relpath(f, ROOT)
        if rel.startswith("network/"): continue
        walk(yaml.safe_load(open(f)), [], out, rel)
    return out
if __name__ == "__main__":
    out = extract(); import collections
    c = collections.Counter(); n = collections.Counter()
    for i, t in out:
        g = i.split("#")[0]; g = "/".join(g.split("/")[:2]) if g.startswith("kit/") else g.split("/")[0]
        c[g] += len(t.split()); n[g] += 1
    for g in c: print(c[g], n[g], g)
    print(sum(c.values()), sum(n.values()))
