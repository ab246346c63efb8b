"""Values for random.test.ts: xoshiro128** (https://prng.di.unimi.it/xoshiro128starstar.c) seeded by splitmix32."""
M = 0xFFFFFFFF
def rotl(x, k): return ((x << k) | (x >> (32 - k))) & M
def state(seed):
    words = []
    for i in range(1, 5):
        z = (seed + i * 0x9E3779B9) & M
        z = ((z ^ (z >> 16)) * 0x21F0AAAD) & M
        z = ((z ^ (z >> 15)) * 0x735A2D97) & M
        words.append(z ^ (z >> 15))
    return words
def sequence(seed, n):
    s = state(seed)
    for _ in range(n):
        yield rotl(s[1] * 5 & M, 7) * 9 & M
        t = s[1] << 9 & M
        s[2] ^= s[0]; s[3] ^= s[1]; s[1] ^= s[2]; s[0] ^= s[3]; s[2] ^= t
        s[3] = rotl(s[3], 11)
for seed in (0, 1, 4294967295):
    print(seed, list(sequence(seed, 6)))
