import { describe, expect, it } from "vitest"
import { LATEST, readMoment } from "./moment.ts"

describe("a moment as others write it", () => {
  it("CALENDAR-9 is UTC without a zone, and what its zone says with one", () => {
    const noon = Date.UTC(2024, 2, 1, 12)
    for (const text of [
      "2024-03-01T12:00",
      "2024-03-01 12:00",
      "2024-03-01T12:00:00",
      "2024-03-01T12:00:00Z",
      "2024-03-01t12:00:00.000z",
      "2024-03-01T13:00+01:00",
      "2024-03-01T07:00:00-0500"
    ])
      expect(readMoment(text), text).toBe(noon)
    expect(readMoment("2024-03-01")).toBe(Date.UTC(2024, 2, 1))
    expect(readMoment("2024-02-29T23:59:59.123456Z")).toBe(Date.UTC(2024, 1, 29, 23, 59, 59, 123))
    expect(readMoment("9999-12-31T23:59:59.999")).toBe(LATEST)
  })

  it("CALENDAR-9 is refused where it would have to be guessed, or no calendar has the day", () => {
    for (const text of [
      "",
      "2022-1-10",
      "01/10/2022",
      "10 Jan 2022",
      "2022-02-30",
      "2023-02-29",
      "2022-13-01",
      "2022-00-10",
      "2022-04-31T10:00",
      "2022-01-10T24:00",
      "2022-01-10T10:60",
      "2022-01-10T10",
      "2022-01-10T10:00 EST",
      "2022-01-10T10:00+25:00",
      "2022-01-10Z",
      "0000-01-01",
      "0075-01-01",
      "1969-12-31",
      "12022-01-10",
      "2022-01-10T10:00:00Z ",
      "NaN",
      "1e12"
    ])
      expect(readMoment(text), text).toBeUndefined()
  })
})
