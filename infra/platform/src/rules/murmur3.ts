const C1 = 0x87c37b91114253d5n
const C2 = 0x4cf5ad432745937fn

const low = (value: bigint): bigint => BigInt.asUintN(64, value)
const rotated = (value: bigint, by: bigint): bigint => low((value << by) | (value >> (64n - by)))
const mixed = (half: bigint, first: bigint, by: bigint, second: bigint): bigint =>
  low(rotated(low(half * first), by) * second)

const finished = (half: bigint): bigint => {
  const once = low((half ^ (half >> 33n)) * 0xff51afd7ed558ccdn)
  const twice = low((once ^ (once >> 33n)) * 0xc4ceb9fe1a85ec53n)
  return twice ^ (twice >> 33n)
}

/**
 * MurmurHash3, x64, 128 bits, seed 0: its two halves, of 64 bits each.
 * Source: Austin Appleby, `MurmurHash3_x64_128` in https://github.com/aappleby/smhasher.
 */
export const murmur3 = (bytes: Uint8Array): readonly [bigint, bigint] => {
  const whole = bytes.length - (bytes.length % 16)
  const padded = new Uint8Array(whole + 16)
  padded.set(bytes)
  const view = new DataView(padded.buffer)
  const first = (at: number) => mixed(view.getBigUint64(at, true), C1, 31n, C2)
  const second = (at: number) => mixed(view.getBigUint64(at + 8, true), C2, 33n, C1)
  let a = 0n
  let b = 0n
  for (let at = 0; at < whole; at += 16) {
    a = low((rotated(a ^ first(at), 27n) + b) * 5n + 0x52dce729n)
    b = low((rotated(b ^ second(at), 31n) + a) * 5n + 0x38495ab5n)
  }
  const length = BigInt(bytes.length)
  a ^= first(whole) ^ length
  b ^= second(whole) ^ length
  a = low(a + b)
  b = low(b + a)
  a = finished(a)
  b = finished(b)
  a = low(a + b)
  return [a, low(b + a)]
}
