import { describe, expect, it } from "vitest"
import { firstLines } from "./first-lines.ts"

const HEAD = "timestamp,open,high,low,close,volume"
const lines = (text: string, said = {}) => firstLines(new Blob([text]), said)
const rows = (count: number) =>
  Array.from({ length: count }, (_, i) => `${1_700_000_040_000 + i * 60_000},1,2,0.5,1.5,3`)

describe("the first lines of a file", () => {
  it("are shown under what each column is taken for, four of them", async () => {
    const { columns, problem, rows: shown, told } = await lines([HEAD, ...rows(10)].join("\n"))
    expect(columns).toEqual(HEAD.split(","))
    expect(shown).toEqual(rows(4).map((line) => line.split(",")))
    expect([told, problem]).toEqual([`Read as columns ${HEAD}, times in ms.`, undefined])
  })

  it("tell what could have been guessed otherwise, until it is said", async () => {
    const text = rows(3).join("\r\n")
    expect((await lines(text)).told).toMatch(/; the columns have no names, and are told by their numbers\.$/)
    const columns = ["timestamp", "close", "high", "low", "open", "-"] as const
    const said = await lines(text, { columns })
    expect([said.columns, said.told]).toEqual([
      columns,
      "Read as columns timestamp,close,high,low,open,-, times in ms."
    ])
  })

  it("are shown to be chosen where the names tell nothing, and read when enough is chosen", async () => {
    const text = "Fecha;Apertura;Máximo;Mínimo;Último\n2024-01-02;1,5;2,5;0,5;1,5\n2024-01-03;1,5;2,5;0,5;1,5"
    const unknown = await lines(text)
    expect(unknown.columns).toEqual(["-", "-", "-", "-", "-"])
    expect(unknown.rows[0]).toEqual(["2024-01-02", "1,5", "2,5", "0,5", "1,5"])
    expect(unknown.problem).toMatch(/no column is timestamp.*Fecha.*: say which is which\.$/)
    const some = await lines(text, { columns: ["timestamp", "open", "-", "-", "-"] })
    expect([some.rows.length, some.problem]).toEqual([2, "no column is high, low, close: choose above."])
    const all = await lines(text, { columns: ["timestamp", "open", "high", "low", "close"] })
    expect([all.problem, all.told]).toEqual([
      undefined,
      "Read as columns timestamp,open,high,low,close, semicolons between them, decimal commas, times written out, in UTC unless they say a zone."
    ])
  })

  it("are read as delimiter, decimal mark, unit and zone are said", async () => {
    const text = "time;open;high;low;close\n2024-07-01 09:30;1,234;1,500;1,001;1,250"
    expect((await lines(text)).told).toMatch(/decimal commas.*; its commas .* could group thousands; it has no volume/)
    const said = await lines(text, { decimal: "point", zone: "Europe/Berlin" })
    expect(said.told).toBe(
      "Read as columns timestamp,open,high,low,close, semicolons between them, times written out, in Europe/Berlin unless they say a zone; it has no volume, which is taken for 0."
    )
    expect((await lines(text, { delimiter: "tab" })).problem).toBeDefined()
  })

  it("are all that is looked at: a file cut in the middle of a line is none that is bad", async () => {
    const { problem, rows: shown } = await lines([HEAD, ...rows(5_000)].join("\n"))
    expect([problem, shown.length]).toEqual([undefined, 4])
  })

  it("say what to do with what is no file of candles", async () => {
    const { columns, problem } = await lines("hello")
    expect([columns, problem]).toEqual([[], expect.stringMatching(/^line 1: no columns are found/)])
  })
})
