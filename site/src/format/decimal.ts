import { rounded } from "@tradetower/domain/number"

/** Rounds half away from zero to exactly so many decimals: `"7"` at two is `"7.00"`. */
export const round = (text: string, decimals: number): string => {
  const [whole = "", fraction = ""] = rounded(text, decimals).split(".")
  return decimals === 0 ? whole : `${whole}.${fraction.padEnd(decimals, "0")}`
}
