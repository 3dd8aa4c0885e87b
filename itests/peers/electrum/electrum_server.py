#!/usr/bin/env python3
"""Tiny Electrum-protocol (1.4) server over bitcoind JSON-RPC, for regtest. Stdlib only.
usage: electrum_server.py LISTEN_PORT BITCOIND_RPC_URL(http://user:pass@127.0.0.1:port)"""
import asyncio, base64, hashlib, http.client, json, sys, time
from urllib.parse import urlparse

PORT, URL = int(sys.argv[1]), urlparse(sys.argv[2])
POLL = 0.3
sha = lambda b: hashlib.sha256(b).digest()
AUTH = "Basic " + base64.b64encode(f"{URL.username}:{URL.password}".encode()).decode()
conn = None

class RPCErr(Exception): pass

def rpc(method, *params):
    global conn
    for attempt in (1, 2):
        try:
            if conn is None: conn = http.client.HTTPConnection(URL.hostname, URL.port, timeout=30)
            conn.request("POST", "/", json.dumps({"id": 1, "method": method, "params": params}),
                         {"Authorization": AUTH, "Content-Type": "application/json"})
            r = json.loads(conn.getresponse().read())
            break
        except (OSError, http.client.HTTPException):
            conn = None
            if attempt == 2: raise
    if r.get("error"): raise RPCErr(r["error"]["message"])
    return r["result"]

def scripthash(spk_hex): return sha(bytes.fromhex(spk_hex))[::-1].hex()

class Index:
    def __init__(self):
        self.hashes, self.headers, self.txids = [], [], []   # by height
        self.conf = {}      # scripthash -> {txid: height}
        self.raw = {}       # txid -> hex
        self.outs = {}      # (txid, n) -> (scripthash, sats)
        self.touch = {}     # txid -> set(scripthash) ; spent outpoints
        self.spends = {}    # txid -> [(txid,n)]
        self.mem = {}       # txid -> {"h":0/-1,"fee":sats}
    def learn(self, t):
        txid = t["txid"]
        if txid in self.raw: return
        self.raw[txid] = t["hex"]; shs = set(); sp = []
        for o in t["vout"]:
            sh = scripthash(o["scriptPubKey"]["hex"])
            self.outs[(txid, o["n"])] = (sh, round(o["value"] * 1e8)); shs.add(sh)
        for i in t["vin"]:
            if "txid" in i:
                op = (i["txid"], i["vout"]); sp.append(op)
                if op in self.outs: shs.add(self.outs[op][0])
        self.touch[txid] = shs; self.spends[txid] = sp
    def pop(self):
        h = len(self.hashes) - 1
        for txid in self.txids[h]:
            for sh in self.touch[txid]: self.conf.get(sh, {}).pop(txid, None)
        self.hashes.pop(); self.headers.pop(); self.txids.pop()
    def sync(self):
        """returns True if anything changed"""
        changed = False
        tip = rpc("getblockcount")
        while self.hashes and (len(self.hashes) - 1 > tip or rpc("getblockhash", len(self.hashes) - 1) != self.hashes[-1]):
            self.pop(); changed = True
        while len(self.hashes) <= tip:
            h = len(self.hashes); bh = rpc("getblockhash", h)
            b = rpc("getblock", bh, 2)
            self.hashes.append(bh); self.headers.append(rpc("getblockheader", bh, False))
            self.txids.append([t["txid"] for t in b["tx"]])
            for t in b["tx"]:
                self.learn(t)
                for sh in self.touch[t["txid"]]: self.conf.setdefault(sh, {})[t["txid"]] = h
            changed = True
        mp = rpc("getrawmempool", True)
        if set(mp) != set(self.mem):
            changed = True
            order = sorted(mp, key=lambda x: mp[x]["ancestorcount"])
            for txid in order:
                if txid not in self.raw:
                    try: self.learn(rpc("getrawtransaction", txid, True))
                    except RPCErr: mp.pop(txid)
        self.mem = {t: {"h": -1 if v["depends"] else 0, "fee": round(v["fees"]["base"] * 1e8)} for t, v in mp.items()}
        return changed
    def history(self, sh):
        hs = [{"tx_hash": t, "height": h} for t, h in sorted(self.conf.get(sh, {}).items(),
              key=lambda x: (x[1], self.txids[x[1]].index(x[0])))]
        return hs + self.mempool(sh)
    def mempool(self, sh):
        return [{"tx_hash": t, "height": m["h"], "fee": m["fee"]} for t, m in sorted(self.mem.items()) if sh in self.touch.get(t, ())]
    def status(self, sh):
        h = self.history(sh)
        return sha("".join(f"{x['tx_hash']}:{x['height']}:" for x in h).encode()).hex() if h else None
    def unspent(self, sh):
        hist = {x["tx_hash"]: x["height"] for x in self.history(sh)}
        spent = {op for t in hist for op in self.spends[t]}
        return [{"tx_hash": t, "tx_pos": n, "height": max(h, 0), "value": v} for t, h in hist.items()
                for (n, v) in [(op[1], o[1]) for op, o in self.outs.items() if op[0] == t and o[0] == sh] if (t, n) not in spent]
    def tipmsg(self): return {"height": len(self.headers) - 1, "hex": self.headers[-1]}
    def branch(self, height, pos):
        level = [bytes.fromhex(t)[::-1] for t in self.txids[height]]; br = []
        while len(level) > 1:
            if len(level) % 2: level.append(level[-1])
            br.append(level[pos ^ 1][::-1].hex())
            level = [sha(sha(level[i] + level[i + 1])) for i in range(0, len(level), 2)]; pos //= 2
        return br

IX = Index(); SESS = set()

class Session:
    def __init__(self, w): self.w, self.subs, self.hdr = w, {}, False
    def send(self, o): self.w.write(json.dumps({"jsonrpc": "2.0", **o}).encode() + b"\n")
    def notify(self):
        if self.hdr and self.hdr != IX.hashes[-1]:
            self.hdr = IX.hashes[-1]; self.send({"method": "blockchain.headers.subscribe", "params": [IX.tipmsg()]})
        for sh, old in list(self.subs.items()):
            st = IX.status(sh)
            if st != old: self.subs[sh] = st; self.send({"method": "blockchain.scripthash.subscribe", "params": [sh, st]})
    def call(self, m, p):
        if m == "server.version": return ["ElectrumOverBitcoind 0.1", "1.4"]
        if m == "server.features": return {"genesis_hash": IX.hashes[0], "hash_function": "sha256", "hosts": {}, "protocol_min": "1.4",
                                           "protocol_max": "1.4", "pruning": None, "server_version": "ElectrumOverBitcoind 0.1"}
        if m in ("server.banner", "server.donation_address"): return ""
        if m == "server.ping": return None
        if m == "server.peers.subscribe": return []
        if m == "mempool.get_fee_histogram": return []
        if m == "blockchain.relayfee": return 0.00001
        if m == "blockchain.estimatefee": return 0.00005
        if m == "blockchain.headers.subscribe": self.hdr = IX.hashes[-1]; return IX.tipmsg()
        if m == "blockchain.block.header": return IX.headers[p[0]]
        if m == "blockchain.block.headers":
            hs = IX.headers[p[0]:p[0] + min(p[1], 2016)]; return {"count": len(hs), "hex": "".join(hs), "max": 2016}
        if m == "blockchain.scripthash.subscribe": self.subs[p[0]] = IX.status(p[0]); return self.subs[p[0]]
        if m == "blockchain.scripthash.unsubscribe": return self.subs.pop(p[0], 0) != 0
        if m == "blockchain.scripthash.get_history": return IX.history(p[0])
        if m == "blockchain.scripthash.get_mempool": return IX.mempool(p[0])
        if m == "blockchain.scripthash.listunspent": return IX.unspent(p[0])
        if m == "blockchain.scripthash.get_balance":
            u = IX.unspent(p[0]); return {"confirmed": sum(x["value"] for x in u if x["height"] > 0), "unconfirmed": sum(x["value"] for x in u if x["height"] <= 0)}
        if m == "blockchain.transaction.get":
            if p[0] not in IX.raw: raise RPCErr("No such mempool or blockchain transaction")
            if len(p) > 1 and p[1]: return rpc("getrawtransaction", p[0], True)
            return IX.raw[p[0]]
        if m == "blockchain.transaction.broadcast":
            t = rpc("sendrawtransaction", p[0]); asyncio.get_event_loop().call_soon(tick); return t
        if m == "blockchain.transaction.get_merkle":
            if p[0] not in IX.txids[p[1]]: raise RPCErr("tx not in block")
            pos = IX.txids[p[1]].index(p[0]); return {"block_height": p[1], "pos": pos, "merkle": IX.branch(p[1], pos)}
        if m == "blockchain.transaction.id_from_pos":
            if p[0] >= len(IX.txids) or p[1] >= len(IX.txids[p[0]]): raise RPCErr("no tx at position")
            t = IX.txids[p[0]][p[1]]; return {"tx_hash": t, "merkle": IX.branch(p[0], p[1])} if len(p) > 2 and p[2] else t
        raise RPCErr("unknown method " + m)
    def one(self, q):
        try: r = {"id": q.get("id"), "result": self.call(q["method"], q.get("params") or [])}
        except Exception as e: r = {"id": q.get("id"), "error": {"code": 1, "message": str(e) or repr(e)}}
        return r

def tick():
    try:
        if IX.sync():
            for s in list(SESS): s.notify()
    except Exception as e: print("tick:", repr(e), flush=True)

async def client(r, w):
    s = Session(w); SESS.add(s)
    try:
        while line := await r.readline():
            q = json.loads(line)
            if isinstance(q, list): w.write(json.dumps([{"jsonrpc": "2.0", **s.one(x)} for x in q]).encode() + b"\n")
            else: s.send(s.one(q))
            await w.drain()
    except (ConnectionError, ValueError) as e: print("client:", repr(e), flush=True)
    finally: SESS.discard(s); w.close()

async def main():
    IX.sync()
    srv = await asyncio.start_server(client, "127.0.0.1", PORT, limit=1 << 24)
    print(f"electrum server on 127.0.0.1:{PORT}, height {len(IX.hashes)-1}", flush=True)
    while True: await asyncio.sleep(POLL); tick()

asyncio.run(main())
