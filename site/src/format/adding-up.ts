import { cut, fromUnits, minus, plus, rounded, sum } from "@tradetower/domain/number"

/**
 * Parts as they are shown beside their sum: each a decimal rounded up or down so that together they are what the sum is
 * rounded to, at the same decimals (the largest remainders are rounded up). `2.364` and `-5.136` are `2.37` and `-5.14`,
 * beside `-2.77`. What needs no rounding is left as it is.
 */
export const addingUp = <const Parts extends ReadonlyArray<string>>(
  parts: Parts,
  decimals = 2
): { readonly [K in keyof Parts]: string } => {
  const step = fromUnits(1n, decimals)
  const below = parts.map((part) => {
    const cutOff = fromUnits(cut(part, decimals), decimals)
    const lower = part.startsWith("-") && minus(part, cutOff) !== "0" ? minus(cutOff, step) : cutOff
    return { lower, rest: Number(minus(part, lower)) }
  })
  const missing = cut(minus(rounded(sum(parts), decimals), sum(below.map(({ lower }) => lower))), decimals)
  const up = new Set(
    below
      .map(({ rest }, index) => ({ rest, index }))
      .toSorted((a, b) => b.rest - a.rest)
      .slice(0, Number(missing))
      .map(({ index }) => index)
  )
  const shown = below.map(({ lower }, index) => (up.has(index) ? plus(lower, step) : lower))
  // As many as there were parts.
  return shown as unknown as { readonly [K in keyof Parts]: string }
}
