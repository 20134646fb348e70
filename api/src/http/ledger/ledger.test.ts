import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import { startApp, type TestApp } from "../../testing.ts"
import { keepRun, sale } from "./kept-ledger.fixture.ts"

let app: TestApp
interface Group {
  readonly key: string
  readonly net: string
}
/** An answer's body: of each route what it has. */
interface Body {
  readonly groups: ReadonlyArray<Group>
  readonly totals: ReadonlyArray<unknown>
  readonly entries: ReadonlyArray<{ readonly at: number; readonly bot: string }>
  readonly after?: string
  readonly text: string
  readonly rows: number
  readonly upTo: number
}
const ask = async (path: string, as = "ada") =>
  // Each test looks at what its route answers.
  (await app.ask("GET", `/ledger${path}`, { as })).json as unknown as Body

// 23:30 and 00:30 of a night in Berlin, which is an hour ahead then, and a month later.
const evening = Date.UTC(2026, 10, 30, 22, 30)
const night = Date.UTC(2026, 10, 30, 23, 30)
const december = Date.UTC(2026, 11, 24, 12)

beforeAll(async () => {
  app = await startApp()
  const one = [
    { at: evening, entry: sale("20") },
    { at: night, entry: sale("-3.25") },
    { at: december, entry: sale("7") }
  ]
  await app.run(keepRun({ run: "r1", bot: "b1", entries: one }))
  await app.run(
    keepRun({
      run: "r2",
      bot: "b2",
      symbol: "ETH-USD",
      strategy: "DCA",
      entries: [{ at: night, entry: sale("5", "0") }]
    })
  )
  await app.run(keepRun({ run: "r3", bot: "b3", environment: "LIVE", entries: [{ at: night, entry: sale("1000") }] }))
})
afterAll(() => app.stop())

const keyed = ({ groups }: Body) => Object.fromEntries(groups.map(({ key, net }) => [key, net]))

describe("sums of the ledger", () => {
  it.each([
    ["bot", { b1: "22.25", b2: "5" }],
    ["pair", { "BTC-USD": "22.25", "ETH-USD": "5" }],
    ["strategy", { GRID: "22.25", DCA: "5" }],
    ["run", { r1: "22.25", r2: "5" }],
    ["connection", { paper: "27.25" }],
    ["year", { 2026: "27.25" }],
    ["month", { "2026-11": "20.75", "2026-12": "6.5" }],
    ["day", { "2026-11-30": "20.75", "2026-12-24": "6.5" }]
  ] as const)("by %s add up to the same, real money apart", async (by, groups) => {
    const answer = await ask(`/sums?by=${by}`)
    expect(keyed(answer)).toEqual(groups)
    expect(answer.totals).toMatchObject([{ currency: "USD", profit: "28.75", fees: "1.5", net: "27.25", trades: 4 }])
    expect(keyed(await ask("/sums?by=bot&environment=LIVE"))).toEqual({ b3: "999.5" })
  })

  it("are of days that begin at midnight of the zone asked for", async () => {
    expect(keyed(await ask("/sums?by=day&zone=Europe/Berlin"))).toEqual({
      "2026-11-30": "19.5",
      "2026-12-01": "1.25",
      "2026-12-24": "6.5"
    })
  })

  it("are of a span, of one bot, pair or strategy", async () => {
    expect(keyed(await ask(`/sums?by=bot&from=${night}&to=${december}`))).toEqual({ b1: "-3.75", b2: "5" })
    expect(keyed(await ask(`/sums?by=day&symbol=ETH-USD`))).toEqual({ "2026-11-30": "5" })
    expect(keyed(await ask(`/sums?by=day&strategy=DCA`))).toEqual({ "2026-11-30": "5" })
    expect((await ask(`/sums?by=bot&from=${december + 1}`)).groups).toEqual([])
  })

  it("refuse more days than can be told at once, and say what would work", async () => {
    const answer = await app.ask("GET", `/ledger/sums?by=day&from=0&to=${december}`, { as: "ada" })
    expect([answer.status, answer.json["detail"]]).toEqual([
      422,
      "Give a span of at most 400 days, or ask by month or year."
    ])
  })
})

describe("entries of the ledger", () => {
  it("come newest first, a page after another over months, each once", async () => {
    const first = await ask("/entries?limit=2")
    const second = await ask(`/entries?limit=2&after=${first.after}`)
    const of = (page: Body) => page.entries.map(({ at, bot }) => [at, bot])
    expect([...of(first), ...of(second)]).toEqual([
      [december, "b1"],
      [night, "b2"],
      [night, "b1"],
      [evening, "b1"]
    ])
    expect(second.after).toBeUndefined()
    expect(first.entries[0]).toMatchObject({ kind: "TRADE", profit: "7", fees: "0.5", net: "6.5", quote: "USD" })
  })

  it("are another trader's for nobody else, nor is a bot or run of theirs known", async () => {
    expect((await ask("/entries", "ben")).entries).toEqual([])
    for (const of of ["entries", "sums", "file"])
      for (const part of ["bot=b1", "run=r1", "symbol=BTC-USD", "connection=paper"])
        expect((await app.ask("GET", `/ledger/${of}?${part}`, { as: "ben" })).status, `${of} ${part}`).toBe(404)
  })
})

describe("a file of the ledger", () => {
  it.each(["plain", "koinly", "cointracking"])(
    "%s has the oldest first, under the names of its columns",
    async (format) => {
      const { rows, text } = await ask(`/file?format=${format}`)
      const lines = text.trim().split("\r\n")
      expect([rows, lines.length]).toEqual([4, 5])
      expect(lines[1]).toContain("2026-11-30")
      expect(lines[4]).toContain("2026-12-24")
      expect(new Set(lines.map((line) => line.split(",").length > 10))).toEqual(new Set([true]))
    }
  )

  it("goes on where a part ended, without the names of columns", async () => {
    const many = Array.from({ length: 700 }, (_, i) => ({ at: december + i, entry: sale("1") }))
    await app.run(keepRun({ run: "r4", bot: "b4", symbol: "XRP-USD", entries: many }))
    const first = await ask("/file?format=plain&symbol=XRP-USD")
    const second = await ask(`/file?format=plain&symbol=XRP-USD&after=${first.after}`)
    expect([first.rows, second.rows, second.after, first.upTo]).toEqual([500, 200, undefined, december + 499])
    expect(second.text.startsWith("Time")).toBe(false)
  })
})
