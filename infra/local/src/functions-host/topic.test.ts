import { expect, it } from "vitest"
import { stepId } from "@tradetower/platform"
import { textData } from "./topic.ts"

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Ids as the product makes them: most begin as JSON's numbers or words do. */
const ids = [
  "01JDXQ7M3E8Z0V6YJ2K4N5P6R7",
  "7f9c24e8-3b12-4fef-91e0-56e2a7d3c2b1",
  `01JDXQ7M3E8Z0V6YJ2K4N5P6R7:${stepId(12)}`,
  "tenant-1:tradingview:alert-12",
  "frank",
  "nora",
  "-x",
  "1e",
  "00",
  "0x1",
  "nulls",
  "application/json"
]

it.each(ids)("the library is told that %j is no JSON, and throws no error on the way", (text) => {
  expect(textData(text)).toEqual({ json: JSON.stringify(text) })
})

it.each(["12", "-1.5e+3", "0", " true ", "null", '"a"', '{"a":1}', "[1]"])("%j is left to it to read", (text) => {
  expect(isJson(text)).toBe(true)
  expect(textData(text)).toEqual({ string: text })
})
