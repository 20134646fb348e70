/** A small seeded generator for what goes wrong: answers numbers from 0 to 1, the same ones for a seed. */
export const chance = (seed: number): (() => number) => {
  let state = seed | 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 4_294_967_296
  }
}
