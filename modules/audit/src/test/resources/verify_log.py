"""Verifies logs as docs/verify-log.md says, with nothing but the standard library. One log a line on standard input
({"key", "checkpoint", "asOf", "entries": [{"leaf", "salt", "text"}]}), one verdict a line on standard output:
"sound", "bad <index>" for the first index that does not fit itself, or "head" when leaves and signature disagree."""
import base64
import calendar
import datetime
import hashlib
import json
import sys

# Ed25519, RFC 8032, section 6, affine and slow.
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
I = pow(2, (P - 1) // 4, P)


def recover(y, sign):
    xx = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if (x * x - xx) % P:
        x = x * I % P
    if (x * x - xx) % P:
        raise ValueError("not a point")
    return P - x if x & 1 != sign else x


def point(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    x = recover(y, sign)
    return x, y, 1, x * y % P


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(s, p):
    q = (0, 1, 1, 0)
    while s:
        if s & 1:
            q = add(q, p)
        p = add(p, p)
        s >>= 1
    return q


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recover(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def verifies(key, message, signature):
    s = int.from_bytes(signature[32:], "little")
    if s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    left, right = times(s, BASE), add(point(signature[:32]), times(k, point(key)))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


def root(leaves):
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\1" + root(leaves[:k]) + root(leaves[k:])).digest()


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def may_be_gone(at, as_of):
    shanghai = datetime.timezone(datetime.timedelta(hours=8))
    day = moment(at).astimezone(shanghai).date()
    last = calendar.monthrange(day.year + 3, day.month)[1]
    end = datetime.date(day.year + 3, day.month, min(day.day, last)) + datetime.timedelta(days=1)
    return as_of >= datetime.datetime(end.year, end.month, end.day, tzinfo=shanghai)


def fits(entry, as_of):
    form, name, at, commitment, rest = entry["leaf"].split("\n")
    if form != "mejene-leaf/1" or rest:
        return False
    if entry.get("text") is None:
        return may_be_gone(at, as_of)
    text = entry["text"].encode()
    salted = hashlib.sha256(b"mejene-log-entry/1\n" + base64.b64decode(entry["salt"]) + text).hexdigest()
    body = json.loads(entry["text"]) if salted == commitment else {}
    return body.get("id") == name and body.get("at") == at


def signed(log):
    name, key_hash, material = log["key"].split("+", 2)
    material = base64.b64decode(material)
    identity = hashlib.sha256(name.encode() + b"\n" + material).digest()[:4]
    text, signature = log["checkpoint"].split("\n\n")
    dash, signer, tagged = signature.strip().split(" ")
    tagged = base64.b64decode(tagged)
    origin, size, head = text.split("\n")[:3]
    leaves = [entry["leaf"].encode() for entry in log["entries"]]
    return (
        identity.hex() == key_hash
        and tagged[:4] == identity
        and signer == name == origin
        and verifies(material[1:], (text + "\n").encode(), tagged[4:])
        and int(size) == len(leaves)
        and base64.b64decode(head) == root(leaves)
    )


def trusted_time(log):
    """No further than a day past the newest leaf: the time of the copy is not signed."""
    times = [entry["leaf"].split("\n")[2] for entry in log["entries"]]
    return min(moment(log["asOf"]), max(map(moment, times)) + datetime.timedelta(days=1))


def verdict(log):
    as_of = trusted_time(log)
    for index, entry in enumerate(log["entries"]):
        if not fits(entry, as_of):
            return "bad %d" % index
    return "sound" if signed(log) else "head"


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def tree(hashes):
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return node(tree(hashes[:k]), tree(hashes[k:]))


def included(index, size, leaf, root_hash, path):
    """RFC 9162, 2.1.3.2."""
    fn, sn, r = index, size - 1, leaf
    for p in path:
        if sn == 0:
            return False
        if fn % 2 or fn == sn:
            r = node(p, r)
            while fn % 2 == 0 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node(r, p)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and r == root_hash


def consistent(first, second, first_hash, second_hash, path):
    """RFC 9162, 2.1.4.2."""
    if first == second:
        return not path and first_hash == second_hash
    if first & (first - 1) == 0:
        path = [first_hash] + path
    if not path:
        return False
    fn, sn = first - 1, second - 1
    while fn % 2:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0:
            return False
        if fn % 2 or fn == sn:
            fr, sr = node(c, fr), node(c, sr)
            while fn % 2 == 0 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node(sr, c)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == first_hash and sr == second_hash


def proof(asked):
    start, head = bytes.fromhex(asked["start"]), bytes.fromhex(asked["root"])
    path = [bytes.fromhex(p) for p in asked["path"]]
    first, size = asked["first"], asked["size"]
    if asked["proof"] == "inclusion":
        return included(first - 1, size, start, head, path)
    return consistent(first, size, start, head, path)


def tile(folder, level, index, hashes):
    """The bytes of a tile that has so many hashes, or entries, behind it (C2SP tlog-tiles)."""
    width = min(256, hashes - index * 256)
    name = "%03d" % (index % 1000)
    rest = index // 1000
    while rest:
        name = "x%03d/" % (rest % 1000) + name
        rest //= 1000
    name = "%s/tile/%s/%s" % (folder, level, name)
    with open(name if width == 256 else "%s.p/%d" % (name, width), "rb") as file:
        return file.read()


def folder_verdict(folder):
    """A published log as files: bundles, tiles of every level and the signed root all say the same."""
    with open(folder + "/key", encoding="utf-8") as file:
        key = file.read().strip()
    with open(folder + "/checkpoint", encoding="utf-8") as file:
        checkpoint = file.read()
    size = int(checkpoint.split("\n")[1])
    leaves = []
    for index in range((size + 255) // 256):
        bundle = tile(folder, "entries", index, size)
        while bundle:
            length = int.from_bytes(bundle[:2], "big")
            leaves.append(bundle[2 : 2 + length])
            bundle = bundle[2 + length :]
    hashes, level = [hashlib.sha256(b"\0" + leaf).digest() for leaf in leaves], 0
    while hashes:
        for index in range((len(hashes) + 255) // 256):
            if tile(folder, level, index, len(hashes)) != b"".join(hashes[index * 256 : index * 256 + 256]):
                return "bad tile %d/%d" % (level, index)
        hashes = [tree(hashes[i : i + 256]) for i in range(0, len(hashes) // 256 * 256, 256)]
        level += 1
    log = {"key": key, "checkpoint": checkpoint, "entries": [{"leaf": leaf.decode()} for leaf in leaves]}
    return "sound %d" % size if signed(log) else "head"


if len(sys.argv) > 1:
    print(folder_verdict(sys.argv[1]))
    sys.exit()
for line in sys.stdin:
    asked = json.loads(line)
    print(("holds" if proof(asked) else "fails") if "proof" in asked else verdict(asked), flush=True)
