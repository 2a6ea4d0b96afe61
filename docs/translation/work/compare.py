import sys,glob,os,yaml
sys.path.insert(0,'/work/wt/lang'); sys.path.insert(0,'/work/tr17')
import importlib.util
spec=importlib.util.spec_from_file_location('wording','/work/wt/lang/toolkit/domain/wording.py'); w=importlib.util.module_from_spec(spec); spec.loader.exec_module(w)
import extract
old={}
for i,t in extract.extract(): old.setdefault(i.split('#')[0],[]).append(t)
for f in sorted(glob.glob('/work/main/content/en/**/*.yaml',recursive=True)):
    rel=os.path.relpath(f,'/work/main/content/en')
    if rel.startswith('network/') or rel=='site.yaml': continue
    new=w.list_words(yaml.safe_load(open(f)))
    a=set(old.get(rel,[])); b=set(new.values())
    for t in b-a: print('NEW',rel,[p for p,x in new.items() if x==t][0],'|',t[:70])
    for t in a-b: print('GONE',rel,t[:80])
