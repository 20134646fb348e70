import { compare, withMinus } from "@tradetower/domain/number"
import { round } from "./decimal.ts"

const grouped = (text: string): string => {
  const [whole = "", fraction] = withMinus(text).split(".")
  const thousands = whole.replace(/\B(?=(\d{3})+$)/g, ",")
  return `${thousands}${fraction === undefined ? "" : `.${fraction}`}`
}

/** `1,234.50`: exactly so many decimals, thousands separated. */
export const fixed = (text: string, decimals: number): string => grouped(round(text, decimals))

/** As {@link fixed}, never more than it is: for what is free, which must suffice when it is typed back. */
export const atMost = (text: string, decimals: number): string => {
  const [whole = "", fraction = ""] = text.split(".")
  return text.startsWith("-") ? fixed(text, decimals) : fixed(`${whole}.${fraction.slice(0, decimals)}0`, decimals)
}

/** `0.0123`: as many decimals as are needed, at most `decimals`. */
export const trimmed = (text: string, decimals = 8): string => {
  const rounded = round(text, decimals)
  return grouped(rounded.includes(".") ? rounded.replace(/\.?0+$/, "") : rounded)
}

/** `1 fill`, `1,200 fills`; of words that don't take an s, `many` is given. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${trimmed(String(count))} ${count === 1 ? one : many}`

/** -1, 0 or 1 of what is shown: `-0.001` at two decimals is 0. */
export const signAt = (text: string, decimals: number): -1 | 0 | 1 => compare(round(text, decimals), "0")

/** `+26.05`, `−12.05`, `0.00`: results always carry their sign. */
export const signed = (text: string, decimals = 2): string =>
  `${signAt(text, decimals) > 0 ? "+" : ""}${signAt(text, decimals) === 0 ? fixed("0", decimals) : fixed(text, decimals)}`
