import { isDecimal } from "@tradetower/domain/number"

/**
 * Numbers as people type them: the only place where typed text becomes a number. A field's value is a plain decimal,
 * `""` while it is empty, or what was typed and why it can't be read (`refusal`), which no number is ever made of.
 */
const REFUSED = "\u0000"
const refused = (text: string, problem: string): string => `${REFUSED}${text}${REFUSED}${problem}`

/** Whether every language of the reader writes a decimal point, as these pages do: then `1.234` is only one thing. */
const onlyPoints = (languages: ReadonlyArray<string>): boolean =>
  languages
    // Some browsers say `en-US@posix`, which is no language tag.
    .filter((language) => /^[a-z]{2,8}(-[a-z0-9]{2,8})*$/i.test(language))
    .every((language) => new Intl.NumberFormat(language).format(0.5).includes("."))

const isDigit = (char: string): boolean => /^\p{Nd}$/u.test(char)

/** 0 to 9 of a digit of any script: digits stand in rows of ten. */
const digitOf = (char: string): string => {
  const code = char.codePointAt(0) ?? 0
  let row = code
  while (isDigit(String.fromCodePoint(row - 1))) row -= 1
  return String((code - row) % 10)
}

// What a separator of another script stands for: D is a decimal point, G sets off thousands; neither is ever both.
const separators: Readonly<Record<string, string>> = { "٫": "D", "٬": "G", "，": ",", "．": ".", "'": "G", "’": "G" }
for (const space of [" ", "\u00a0", "\u2007", "\u2009", "\u202f"]) Object.assign(separators, { [space]: "G" })

/** Digits, points and commas of any script as our own; `undefined` for text that holds anything else. */
const plainText = (text: string): string | undefined => {
  const chars = Array.from(text, (char) => (isDigit(char) ? digitOf(char) : (separators[char] ?? char))).join("")
  return /^[\d.,DG]+$/.test(chars) ? chars : undefined
}

// [thousands, decimals]: each way to write a number.
const ways = [",.", ".,", "G.", "G,", "GD", ",D", ".D"]

const asWritten = (text: string, way: string): string | undefined => {
  const [group = "", point = ""] = way
  const [whole = "", fraction = "", ...more] = text.split(point)
  const digits = whole.replaceAll(group, "")
  const indian = group === "," ? "|[1-9]\\d?(,\\d{2})+,\\d{3}" : ""
  const grouped = new RegExp(`^(\\d*|[1-9]\\d{0,2}([${group}]\\d{3})+${indian})$`)
  if (more.length > 0 || !grouped.test(whole) || !/^\d*$/.test(fraction) || digits + fraction === "") return undefined
  return `${digits.replace(/^0+(?=\d)/, "") || "0"}${fraction === "" ? "" : `.${fraction}`}`
}

/** The sign of a currency or stablecoin: `$` of USD and of USDT; itself where it has none. */
const signOf = (unit: string): string =>
  /^[A-Z]{3,4}$/.test(unit)
    ? (new Intl.NumberFormat("en", { style: "currency", currency: unit.slice(0, 3), currencyDisplay: "narrowSymbol" })
        .formatToParts(1)
        .find(({ type }) => type === "currency")?.value ?? unit)
    : unit

/** The field's own unit may be typed along, on either side. */
const withoutUnit = (text: string, unit: string | undefined): string => {
  if (unit === undefined || unit === "") return text
  const low = text.toLowerCase()
  const of = [unit, signOf(unit)].map((one) => one.toLowerCase())
  const before = of.find((one) => low.startsWith(one))
  const after = of.find((one) => low.endsWith(one))
  if (before !== undefined) return text.slice(before.length).trim()
  return after === undefined ? text : text.slice(0, -after.length).trim()
}

/**
 * What was typed, as a field's value. One reading is taken; of two (`1,234`) none is, and the refusal says both.
 * `unit`: the field's own, which may be typed along.
 */
export const entered = (
  text: string,
  unit?: string,
  languages: ReadonlyArray<string> = navigator.languages ?? ["en"]
): string => {
  const trimmed = text.trim()
  if (trimmed === "") return ""
  const [, sign = "", rest = ""] = /^([-+\u2212\u2013\uff0b\uff0d]?)\s*(.*)$/su.exec(withoutUnit(trimmed, unit)) ?? []
  const plain = plainText(withoutUnit(rest, unit))
  const readings = plain === undefined ? [] : [...new Set(ways.flatMap((way) => asWritten(plain, way) ?? []))]
  const minus = sign === "" || sign === "+" || sign === "\uff0b" ? "" : "-"
  const [one, other] = readings.map((reading) => minus + reading)
  if (one === undefined) {
    const only = unit === undefined || unit === "" ? "" : `, in ${unit}`
    return refused(text, `“${trimmed}” can't be read as a number: write it like 1234.5${only}.`)
  }
  if (!isDecimal(one)) return refused(text, "Write at most 18 digits before the point and 18 after it.")
  if (other === undefined) return one
  const [fraction, whole] = one.includes(".") ? [one, other] : [other, one]
  if (onlyPoints(languages)) {
    if (plain?.includes(".") === true) return fraction
    // Nobody who writes points types a fraction of nothing: `2,000` is two thousand.
    if (plain?.endsWith(",000") === true) return whole
  }
  return refused(text, `“${trimmed}” can be ${fraction} or ${whole}: write ${whole}, or ${fraction}0 for ${fraction}.`)
}

/** A field's value as its text: a plain decimal without thousands, or what was typed when it can't be read. */
export const asText = (value: string): string => (value.startsWith(REFUSED) ? (value.split(REFUSED)[1] ?? "") : value)

/** The number in a field; `undefined` when it is empty or can't be read. */
export const numberOf = (value: string): string | undefined => (isDecimal(value) ? value : undefined)

/** Why what was typed can't be read, with what to write instead; `undefined` when it can or nothing was typed. */
export const refusal = (value: string): string | undefined =>
  value.startsWith(REFUSED) ? value.split(REFUSED)[2] : undefined
