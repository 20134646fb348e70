import { globSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { asText, entered, numberOf, refusal } from "./typed.ts"

const english = ["en-US"]
const german = ["de-DE", "en"]
const read = (text: string, languages = english, unit?: string) => numberOf(entered(text, unit, languages))

describe("a typed number", () => {
  it.each([
    ["500,00", "500.00"],
    ["0,5", "0.5"],
    ["0,500", "0.500"],
    [",5", "0.5"],
    [".5", "0.5"],
    ["5.", "5"],
    ["5,", "5"],
    ["007", "7"],
    ["1234,567", "1234.567"],
    ["1.234,56", "1234.56"],
    ["1,234.56", "1234.56"],
    ["1.234,567", "1234.567"],
    ["1'234.56", "1234.56"],
    ["1’234", "1234"],
    ["1 234,56", "1234.56"],
    ["1\u00a0234,567", "1234.567"],
    ["1\u202f234\u2009567", "1234567"],
    ["1.234.567", "1234567"],
    ["1,23,456", "123456"],
    ["1,23,456.7", "123456.7"],
    ["١٢", "12"],
    ["۱۲٫۵", "12.5"],
    ["١٬٢٣٤", "1234"],
    ["１２．５", "12.5"],
    ["+5", "5"],
    ["-5", "-5"],
    ["−5", "-5"],
    ["- 0,5", "-0.5"],
    [" 42\n", "42"]
  ])("of one reading is taken by anybody: %j is %s", (text, value) => {
    expect(read(text)).toBe(value)
    expect(read(text, german)).toBe(value)
  })

  it.each(["1e3", "12 34", "1,234,56", "1.2.3", "1,2.3,4", "12\n34", "5-", "--5", "½", "5²", "abc", ".", "-", "0x10"])(
    "that is none is refused, kept as it was, and told what to write: %j",
    (text) => {
      const value = entered(text, undefined, english)
      expect(numberOf(value)).toBeUndefined()
      expect(asText(value)).toBe(text)
      expect(refusal(value)).toMatch(/write it like 1234\.5/)
    }
  )

  it("of two readings is refused with both, each as it can be written", () => {
    const value = entered("1,234", undefined, english)
    expect(numberOf(value)).toBeUndefined()
    expect(refusal(value)).toBe("“1,234” can be 1.234 or 1234: write 1234, or 1.2340 for 1.234.")
    expect(refusal(entered("-50.000", undefined, german))).toMatch(/-50\.000 or -50000/)
    for (const languages of [english, german])
      expect([read("1234", languages), read("1.2340", languages)]).toEqual(["1234", "1.2340"])
  })

  it("with a point before three digits is a fraction where every language of the reader says so", () => {
    expect(read("1.234", ["en-US", "de-CH"])).toBe("1.234")
    expect(read("1.234", ["en-US@posix"])).toBe("1.234")
    expect(read("1.234", ["en-US", "de-DE"])).toBeUndefined()
  })

  it("with a comma before three zeros is thousands where every language of the reader writes points", () => {
    expect(read("2,000", ["en-GB"])).toBe("2000")
    expect(read("2,000", german)).toBeUndefined()
    expect(read("2,500", ["en-GB"])).toBeUndefined()
  })

  it("may carry its field's own unit on either side, and no other", () => {
    expect(read("$1,234.50", english, "USDT")).toBe("1234.50")
    expect(read("-$5", english, "USD")).toBe("-5")
    expect(read("0,5 btc", english, "BTC")).toBe("0.5")
    expect(read("2,5 %", english, "%")).toBe("2.5")
    expect(read("€500", english, "USD")).toBeUndefined()
    expect(read("5%", english, "USD")).toBeUndefined()
    expect(refusal(entered("500 EUR", "USD", english))).toMatch(/in USD/)
  })

  it("of more digits than money has is refused", () => {
    expect(refusal(entered("1234567890123456789", undefined, english))).toMatch(/at most 18 digits/)
  })

  it("is nothing while nothing is typed", () => {
    expect(entered(" ")).toBe("")
    expect(refusal("")).toBeUndefined()
  })
})

describe("the site", () => {
  const sources = globSync("site/src/**/*.{ts,tsx,astro}", { exclude: (path) => path.includes(".test.") }).map(
    (path) => [path.replaceAll("\\", "/"), readFileSync(path, "utf8")] as const
  )
  const holding = (pattern: RegExp) => sources.filter(([, text]) => pattern.test(text)).map(([path]) => path)

  it("has one box for numbers, and one parser behind it", () => {
    expect(holding(/\bentered\(/)).toEqual(["site/src/components/form/NumberInput.tsx"])
    expect(holding(/parseFloat|parseInt|valueAsNumber|type="number"/)).toEqual([])
    // A range's value is the browser's own number, never text somebody typed.
    expect(holding(/(Number|BigInt)\([^)]*currentTarget/)).toEqual(["site/src/components/form/NumberField.tsx"])
  })

  it("asks for numbers in no other box", () => {
    const others = sources.flatMap(([path, text]) =>
      [...text.matchAll(/<input\b[^>]*?(?:\/>|>)/gs)].flatMap(([input]) =>
        /inputMode="(decimal|numeric)"|inputMode=\{/.test(input) ? [path] : []
      )
    )
    expect(others).toEqual(["site/src/components/form/NumberInput.tsx"])
  })
})
