import { calendarWords } from "./calendar-words.ts"
import { gapsWhileOpen } from "./gaps-while-open.ts"
import { describe, expect, it } from "vitest"
import { closuresBeside, closuresOn } from "./closures.ts"
import { dayOf } from "./day.ts"
import { isHalfDay, isTradingDay } from "./holidays.ts"
import { fromNewYork, newYorkTime } from "./new-york.ts"
import { marketTurns } from "./turns.ts"
import { afterOpenTime, isOpen, nextChange, openTimeBetween, sessionAt } from "./sessions.ts"

const stock = { assetClass: "EQUITY" } as const
const coin = { assetClass: "CRYPTO" } as const
const future = { assetClass: "FUTURES" } as const
const at = (text: string): number => Date.parse(text)
const HOUR = 3_600_000

/** As published by the exchange (2020-2028) and by its rules (2029, 2030): closed all day. */
const CLOSED = `
2020-01-01 2020-01-20 2020-02-17 2020-04-10 2020-05-25 2020-07-03 2020-09-07 2020-11-26 2020-12-25
2021-01-01 2021-01-18 2021-02-15 2021-04-02 2021-05-31 2021-07-05 2021-09-06 2021-11-25 2021-12-24
2022-01-17 2022-02-21 2022-04-15 2022-05-30 2022-06-20 2022-07-04 2022-09-05 2022-11-24 2022-12-26
2023-01-02 2023-01-16 2023-02-20 2023-04-07 2023-05-29 2023-06-19 2023-07-04 2023-09-04 2023-11-23 2023-12-25
2024-01-01 2024-01-15 2024-02-19 2024-03-29 2024-05-27 2024-06-19 2024-07-04 2024-09-02 2024-11-28 2024-12-25
2025-01-01 2025-01-09 2025-01-20 2025-02-17 2025-04-18 2025-05-26 2025-06-19 2025-07-04 2025-09-01 2025-11-27 2025-12-25
2026-01-01 2026-01-19 2026-02-16 2026-04-03 2026-05-25 2026-06-19 2026-07-03 2026-09-07 2026-11-26 2026-12-25
2027-01-01 2027-01-18 2027-02-15 2027-03-26 2027-05-31 2027-06-18 2027-07-05 2027-09-06 2027-11-25 2027-12-24
2028-01-17 2028-02-21 2028-04-14 2028-05-29 2028-06-19 2028-07-04 2028-09-04 2028-11-23 2028-12-25
2029-01-01 2029-01-15 2029-02-19 2029-03-30 2029-05-28 2029-06-19 2029-07-04 2029-09-03 2029-11-22 2029-12-25
2030-01-01 2030-01-21 2030-02-18 2030-04-19 2030-05-27 2030-06-19 2030-07-04 2030-09-02 2030-11-28 2030-12-25
`
  .trim()
  .split(/\s+/)

/** Closing at 13:00. */
const HALF = `
2020-11-27 2020-12-24 2021-11-26 2022-11-25 2023-07-03 2023-11-24 2024-07-03 2024-11-29 2024-12-24
2025-07-03 2025-11-28 2025-12-24 2026-11-27 2026-12-24 2027-11-26 2028-07-03 2028-11-24
2029-07-03 2029-11-23 2029-12-24 2030-07-03 2030-11-29 2030-12-24
`
  .trim()
  .split(/\s+/)

/** As it was, written out (1993-2019): closed all day but weekends. */
const WAS_CLOSED = `
1993-01-01 1993-02-15 1993-04-09 1993-05-31 1993-07-05 1993-09-06 1993-11-25 1993-12-24
1994-02-21 1994-04-01 1994-04-27 1994-05-30 1994-07-04 1994-09-05 1994-11-24 1994-12-26
1995-01-02 1995-02-20 1995-04-14 1995-05-29 1995-07-04 1995-09-04 1995-11-23 1995-12-25
1996-01-01 1996-02-19 1996-04-05 1996-05-27 1996-07-04 1996-09-02 1996-11-28 1996-12-25
1997-01-01 1997-02-17 1997-03-28 1997-05-26 1997-07-04 1997-09-01 1997-11-27 1997-12-25
1998-01-01 1998-01-19 1998-02-16 1998-04-10 1998-05-25 1998-07-03 1998-09-07 1998-11-26 1998-12-25
1999-01-01 1999-01-18 1999-02-15 1999-04-02 1999-05-31 1999-07-05 1999-09-06 1999-11-25 1999-12-24
2000-01-17 2000-02-21 2000-04-21 2000-05-29 2000-07-04 2000-09-04 2000-11-23 2000-12-25
2001-01-01 2001-01-15 2001-02-19 2001-04-13 2001-05-28 2001-07-04 2001-09-03 2001-09-11 2001-09-12 2001-09-13 2001-09-14
2001-11-22 2001-12-25
2002-01-01 2002-01-21 2002-02-18 2002-03-29 2002-05-27 2002-07-04 2002-09-02 2002-11-28 2002-12-25
2003-01-01 2003-01-20 2003-02-17 2003-04-18 2003-05-26 2003-07-04 2003-09-01 2003-11-27 2003-12-25
2004-01-01 2004-01-19 2004-02-16 2004-04-09 2004-05-31 2004-06-11 2004-07-05 2004-09-06 2004-11-25 2004-12-24
2005-01-17 2005-02-21 2005-03-25 2005-05-30 2005-07-04 2005-09-05 2005-11-24 2005-12-26
2006-01-02 2006-01-16 2006-02-20 2006-04-14 2006-05-29 2006-07-04 2006-09-04 2006-11-23 2006-12-25
2007-01-01 2007-01-02 2007-01-15 2007-02-19 2007-04-06 2007-05-28 2007-07-04 2007-09-03 2007-11-22 2007-12-25
2008-01-01 2008-01-21 2008-02-18 2008-03-21 2008-05-26 2008-07-04 2008-09-01 2008-11-27 2008-12-25
2009-01-01 2009-01-19 2009-02-16 2009-04-10 2009-05-25 2009-07-03 2009-09-07 2009-11-26 2009-12-25
2010-01-01 2010-01-18 2010-02-15 2010-04-02 2010-05-31 2010-07-05 2010-09-06 2010-11-25 2010-12-24
2011-01-17 2011-02-21 2011-04-22 2011-05-30 2011-07-04 2011-09-05 2011-11-24 2011-12-26
2012-01-02 2012-01-16 2012-02-20 2012-04-06 2012-05-28 2012-07-04 2012-09-03 2012-10-29 2012-10-30 2012-11-22 2012-12-25
2013-01-01 2013-01-21 2013-02-18 2013-03-29 2013-05-27 2013-07-04 2013-09-02 2013-11-28 2013-12-25
2014-01-01 2014-01-20 2014-02-17 2014-04-18 2014-05-26 2014-07-04 2014-09-01 2014-11-27 2014-12-25
2015-01-01 2015-01-19 2015-02-16 2015-04-03 2015-05-25 2015-07-03 2015-09-07 2015-11-26 2015-12-25
2016-01-01 2016-01-18 2016-02-15 2016-03-25 2016-05-30 2016-07-04 2016-09-05 2016-11-24 2016-12-26
2017-01-02 2017-01-16 2017-02-20 2017-04-14 2017-05-29 2017-07-04 2017-09-04 2017-11-23 2017-12-25
2018-01-01 2018-01-15 2018-02-19 2018-03-30 2018-05-28 2018-07-04 2018-09-03 2018-11-22 2018-12-05 2018-12-25
2019-01-01 2019-01-21 2019-02-18 2019-04-19 2019-05-27 2019-07-04 2019-09-02 2019-11-28 2019-12-25
`
  .trim()
  .split(/\s+/)

const WAS_HALF = `
1993-11-26 1994-11-25 1995-07-03 1995-11-24 1996-07-05 1996-11-29 1996-12-24 1997-07-03 1997-11-28 1997-12-24 1997-12-26
1998-11-27 1998-12-24 1999-11-26 1999-12-31 2000-07-03 2000-11-24 2001-07-03 2001-11-23 2001-12-24
2002-07-05 2002-11-29 2002-12-24 2003-07-03 2003-11-28 2003-12-24 2003-12-26 2004-11-26 2005-11-25
2006-07-03 2006-11-24 2007-07-03 2007-11-23 2007-12-24 2008-07-03 2008-11-28 2008-12-24 2009-11-27 2009-12-24
2010-11-26 2011-11-25 2012-07-03 2012-11-23 2012-12-24 2013-07-03 2013-11-29 2013-12-24 2014-07-03 2014-11-28 2014-12-24
2015-11-27 2015-12-24 2016-11-25 2017-07-03 2017-11-24 2018-07-03 2018-11-23 2018-12-24 2019-07-03 2019-11-29 2019-12-24
`
  .trim()
  .split(/\s+/)

const daysOf = (from: number, to: number) =>
  Array.from({ length: dayOf(to, 1, 1) - dayOf(from, 1, 1) }, (_, index) => dayOf(from, 1, 1) + index)
const days = daysOf(2020, 2031)
const text = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10)
const isWeekday = (day: number): boolean => ![0, 6].includes(new Date(day * 86_400_000).getUTCDay())

describe("calendar", () => {
  it("CALENDAR-1 shows what the table of time zones shows, from 1967 on", () => {
    const table = new Intl.DateTimeFormat("en-US", { timeZone: "America/New_York", hour: "numeric", hourCycle: "h23" })
    const wrong = daysOf(1967, 2061)
      .flatMap((day) => [5, 6, 7, 8, 18].map((hour) => day * 86_400_000 + hour * HOUR))
      .filter((moment) => Math.floor(newYorkTime(moment).minute / 60) !== Number(table.format(moment)))
    expect(wrong).toEqual([])
  })

  it("CALENDAR-2 closes on exactly the published holidays of 2020 to 2030", () => {
    expect(days.filter((day) => isWeekday(day) && !isTradingDay(day)).map(text)).toEqual(CLOSED)
    expect(days.filter((day) => !isWeekday(day) && isTradingDay(day))).toEqual([])
  })

  it("CALENDAR-3 closes early on exactly the published half days of 2020 to 2030", () => {
    expect(days.filter(isHalfDay).map(text)).toEqual(HALF)
  })

  it("CALENDAR-2 CALENDAR-3 closes as it was from 1993 to 2019, for mourning, attacks and storms too", () => {
    const past = daysOf(1993, 2020)
    expect(past.filter((day) => isWeekday(day) && !isTradingDay(day)).map(text)).toEqual(WAS_CLOSED)
    expect(past.filter(isHalfDay).map(text)).toEqual(WAS_HALF)
  })

  it("CALENDAR-2 says of a stock's older sessions that they are reckoned, and nothing of others", () => {
    expect(calendarWords(stock, at("1992-12-31T23:00:00Z"))).toMatch(/known from 1993 on/)
    expect(calendarWords(stock, at("1993-01-01T00:00:00Z"))).toBeUndefined()
    expect(calendarWords(coin, at("1992-12-31T23:00:00Z"))).toBeUndefined()
  })

  it("CALENDAR-1 rings the bell by the clocks of that year: before 2007 they went forward in April", () => {
    expect(sessionAt(stock, at("2006-03-20T20:59:00Z"))).toBe("REGULAR")
    expect(sessionAt(stock, at("2006-03-21T13:31:00Z"))).toBe("PRE_MARKET")
    expect(sessionAt(stock, at("2006-10-30T13:31:00Z"))).toBe("PRE_MARKET")
    expect(sessionAt(stock, at("2007-03-12T13:31:00Z"))).toBe("REGULAR")
  })

  it("CALENDAR-1 knows New York's clock as the time zone's own rules do, through forty years", () => {
    const zone = new Intl.DateTimeFormat("en-CA", {
      timeZone: "America/New_York",
      dateStyle: "short",
      timeStyle: "short",
      hourCycle: "h23"
    })
    for (let moment = at("1990-01-01T00:00:00Z"); moment < at("2031-01-01T00:00:00Z"); moment += 31 * HOUR) {
      const { day, minute } = newYorkTime(moment)
      const clock = `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`
      expect(zone.format(moment)).toBe(`${text(day)}, ${clock}`)
      // The hour that comes twice in autumn is read as the first of the two.
      expect([0, HOUR]).toContain(moment - fromNewYork(day, minute))
    }
    expect(newYorkTime(at("2026-03-08T06:59:00Z")).minute).toBe(119)
    expect(newYorkTime(at("2026-03-08T07:00:00Z")).minute).toBe(180)
    expect(newYorkTime(at("2026-11-01T05:59:00Z")).minute).toBe(119)
    expect(newYorkTime(at("2026-11-01T06:00:00Z")).minute).toBe(60)
  })

  it("CALENDAR-4 tells the sessions of an ordinary day, in winter and in summer", () => {
    const sessions = (...times: ReadonlyArray<string>) => times.map((time) => sessionAt(stock, at(time)))
    expect(sessions("2026-01-05T08:59:59Z", "2026-01-05T09:00:00Z")).toEqual(["CLOSED", "PRE_MARKET"])
    expect(sessions("2026-01-05T14:29:59Z", "2026-01-05T14:30:00Z")).toEqual(["PRE_MARKET", "REGULAR"])
    expect(sessions("2026-01-05T20:59:59Z", "2026-01-05T21:00:00Z")).toEqual(["REGULAR", "POST_MARKET"])
    expect(sessions("2026-01-06T00:59:59Z", "2026-01-06T01:00:00Z")).toEqual(["POST_MARKET", "CLOSED"])
    expect(sessions("2026-07-06T07:59:59Z", "2026-07-06T08:00:00Z")).toEqual(["CLOSED", "PRE_MARKET"])
    expect(sessions("2026-07-06T13:30:00Z", "2026-07-06T20:00:00Z")).toEqual(["REGULAR", "POST_MARKET"])
    // A half day: 13:00, and 17:00 for what follows.
    expect(sessions("2026-11-27T17:59:00Z", "2026-11-27T18:00:00Z")).toEqual(["REGULAR", "POST_MARKET"])
    expect(sessions("2026-11-27T22:00:00Z", "2026-11-28T15:00:00Z")).toEqual(["CLOSED", "CLOSED"])
  })

  it("CALENDAR-8 candles of a night, a weekend or thin hours are not missing, those of a session are", () => {
    const gap = (from: string, to: string) => ({ from: at(from), to: at(to), missing: 999 })
    const friday = "2026-01-09"
    const gaps = [
      gap(`${friday}T21:40:00Z`, `${friday}T21:45:00Z`),
      gap("2026-01-10T01:00:00Z", "2026-01-12T09:00:00Z"),
      gap(`${friday}T14:20:00Z`, `${friday}T14:40:00Z`)
    ]
    expect(gapsWhileOpen(stock, gaps, 60_000)).toEqual([{ ...gaps[2], missing: 10 }])
    expect(gapsWhileOpen(coin, gaps, 60_000)).toEqual(gaps)
  })

  it("CALENDAR-10 CME trades from Sunday evening to Friday afternoon, with a break each day, in winter and in summer", () => {
    const sessions = (...times: ReadonlyArray<string>) => times.map((time) => sessionAt(future, at(time)))
    expect(sessions("2026-01-11T22:59:59Z", "2026-01-11T23:00:00Z")).toEqual(["CLOSED", "REGULAR"])
    expect(sessions("2026-01-12T05:00:00Z", "2026-01-12T21:59:59Z")).toEqual(["REGULAR", "REGULAR"])
    expect(sessions("2026-01-12T22:00:00Z", "2026-01-12T23:00:00Z")).toEqual(["CLOSED", "REGULAR"])
    expect(sessions("2026-01-16T21:59:59Z", "2026-01-16T22:00:00Z")).toEqual(["REGULAR", "CLOSED"])
    expect(sessions("2026-07-12T21:59:59Z", "2026-07-12T22:00:00Z")).toEqual(["CLOSED", "REGULAR"])
    expect(nextChange(future, at("2026-01-12T03:00:00Z"))).toEqual({
      at: at("2026-01-12T22:00:00Z"),
      session: "CLOSED"
    })
    expect(nextChange(future, at("2026-01-16T22:00:00Z"))).toEqual({
      at: at("2026-01-18T23:00:00Z"),
      session: "REGULAR"
    })
    const turns = marketTurns(future, at("2026-01-12T12:00:00Z"))
    const told = turns
      .upTo(at("2026-01-13T12:00:00Z"))
      .map(({ at: when, open }) => [new Date(when).getUTCHours(), open])
    expect(told).toEqual([
      [22, false],
      [23, true]
    ])
  })

  it("CALENDAR-10 CME closes for three holidays, and when else its venue says so", () => {
    const next = (of: Parameters<typeof nextChange>[0], time: string) =>
      new Date(nextChange(of, at(time))?.at ?? 0).toISOString()
    // Good Friday, Christmas of a Friday, New Year's Day of a Monday after a Sunday.
    expect(next(future, "2026-04-02T21:30:00Z")).toBe("2026-04-05T22:00:00.000Z")
    expect(next(future, "2026-12-24T22:00:00Z")).toBe("2026-12-27T23:00:00.000Z")
    expect(next(future, "2023-01-01T12:00:00Z")).toBe("2023-01-02T23:00:00.000Z")
    const closures = [{ from: at("2026-11-27T18:15:00Z"), to: at("2026-11-27T22:00:00Z") }]
    const thanksgiving = { ...future, closures }
    expect(next(thanksgiving, "2026-11-27T15:00:00Z")).toBe("2026-11-27T18:15:00.000Z")
    expect(next(thanksgiving, "2026-11-27T18:15:00Z")).toBe("2026-11-29T23:00:00.000Z")
    expect(openTimeBetween(thanksgiving, at("2026-11-26T23:00:00Z"), at("2026-11-29T00:00:00Z"))).toBe(19.25 * HOUR)
    expect(openTimeBetween(future, at("2026-01-11T00:00:00Z"), at("2026-01-18T00:00:00Z"))).toBe(5 * 23 * HOUR)
    expect(afterOpenTime(future, at("2026-01-12T21:30:00Z"), HOUR)).toBe(at("2026-01-12T23:30:00Z"))
    const gap = { from: at("2026-01-12T21:30:00Z"), to: at("2026-01-12T23:30:00Z"), missing: 120 }
    expect(gapsWhileOpen(future, [gap], 60_000)).toEqual([{ ...gap, missing: 60 }])
  })

  it("CALENDAR-10 what a venue says of days, or of hours, is what lacks of the usual ones", () => {
    const [from, to] = [at("2026-11-20T00:00:00Z"), at("2026-12-31T00:00:00Z")]
    const days = { holidays: ["2025-12-25", "2026-12-25"], halfDays: ["2026-11-27"] }
    const half = { from: at("2026-11-27T18:00:00Z"), to: at("2026-11-27T22:00:00Z") }
    expect(closuresOn(days, from, to)).toEqual([
      half,
      { from: at("2026-12-24T23:00:00Z"), to: at("2026-12-25T22:00:00Z") }
    ])
    const span = (a: string, b: string) => ({ from: at(`2026-11-${a}Z`), to: at(`2026-11-${b}Z`) })
    // Wednesday as ever; Thanksgiving and the day after end early; Monday.
    const open = [
      span("24T23:00:00", "25T22:00:00"),
      span("25T23:00:00", "26T18:00:00"),
      span("26T23:00:00", "27T18:00:00"),
      span("29T23:00:00", "30T22:00:00")
    ]
    expect(closuresBeside(open)).toEqual([span("26T18:00:00", "26T22:00:00"), half])
    expect(closuresBeside([])).toEqual([])
  })

  it("CALENDAR-5 crypto trades always", () => {
    expect(sessionAt(coin, at("2026-12-25T03:00:00Z"))).toBe("REGULAR")
    expect(isOpen(coin, 0)).toBe(true)
    expect(nextChange(coin, 0)).toBeUndefined()
    expect(openTimeBetween(coin, 5, 12)).toBe(7)
    expect(afterOpenTime(coin, 5, 7)).toBe(12)
  })

  it("CALENDAR-4 the next change is the next moment whose session differs", () => {
    for (let moment = at("2026-06-30T00:00:00Z"); moment < at("2026-07-08T00:00:00Z"); moment += 15 * 60_000) {
      const change = nextChange(stock, moment)
      if (change === undefined) throw new Error("stocks always have a next change")
      expect(sessionAt(stock, change.at)).toBe(change.session)
      expect(sessionAt(stock, change.at - 1)).toBe(sessionAt(stock, moment))
      expect(change.session).not.toBe(sessionAt(stock, moment))
    }
  })

  it("CALENDAR-6 only regular hours count as open time", () => {
    // Thursday to Monday over the Friday on which Independence Day is kept.
    expect(openTimeBetween(stock, at("2026-07-02T19:00:00Z"), at("2026-07-06T14:30:00Z"))).toBe(2 * HOUR)
    expect(openTimeBetween(stock, at("2026-11-27T00:00:00Z"), at("2026-11-28T00:00:00Z"))).toBe(3.5 * HOUR)
    expect(openTimeBetween(stock, at("2026-07-06T15:00:00Z"), at("2026-07-06T14:00:00Z"))).toBe(0)
    expect(afterOpenTime(stock, at("2026-07-02T19:00:00Z"), 2 * HOUR)).toBe(at("2026-07-06T14:30:00Z"))
    expect(afterOpenTime(stock, at("2026-07-04T00:00:00Z"), 0)).toBe(at("2026-07-06T13:30:00Z"))
    // What ends with the bell ends at the next opening, where the next order can go.
    expect(afterOpenTime(stock, at("2026-07-06T19:00:00Z"), HOUR)).toBe(at("2026-07-07T13:30:00Z"))
  })

  it("CALENDAR-7 tells each opening and closing once, in order, however far time jumps", () => {
    const turns = marketTurns(stock, at("2026-07-10T19:00:00Z"))
    expect(turns.upTo(at("2026-07-10T23:59:59Z"))).toEqual([])
    expect(turns.upTo(at("2026-07-14T12:00:00Z"))).toEqual([
      { at: at("2026-07-11T00:00:00Z"), open: false },
      { at: at("2026-07-13T08:00:00Z"), open: true },
      { at: at("2026-07-13T13:30:00Z"), open: true },
      { at: at("2026-07-14T00:00:00Z"), open: false },
      { at: at("2026-07-14T08:00:00Z"), open: true }
    ])
    expect(turns.upTo(at("2026-07-14T12:00:00Z"))).toEqual([])
    expect(marketTurns(stock, at("2026-07-11T12:00:00Z")).upTo(at("2026-07-11T12:00:00Z"))).toMatchObject([
      { open: false }
    ])
    expect(marketTurns(coin, 0)).toMatchObject({ open: true, next: Infinity })
  })
})
