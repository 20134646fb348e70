import { describe, expect, it } from "vitest"
import { firstLines } from "./first-lines.ts"

const HEAD = "timestamp,open,high,low,close,volume"
const bytesOf = (text: string) => new TextEncoder().encode(text).buffer
const lines = (text: string, said = {}, cut = false) => firstLines(bytesOf(text), cut, said)
const rows = (count: number) =>
  Array.from({ length: count }, (_, i) => `${1_700_000_040_000 + i * 60_000},1,2,0.5,1.5,3`)

describe("the first lines of a file", () => {
  it("are shown under what each column is taken for, four of them", () => {
    const { columns, problem, rows: shown, told } = lines([HEAD, ...rows(10)].join("\n"))
    expect(columns).toEqual(HEAD.split(","))
    expect(shown).toEqual(rows(4).map((line) => line.split(",")))
    expect([told, problem]).toEqual([`Read as columns ${HEAD}, times in ms.`, undefined])
  })

  it("tell what could have been guessed otherwise, until it is said", () => {
    const text = rows(3).join("\r\n")
    expect(lines(text).told).toMatch(/; the columns have no names, and are told by their numbers\.$/)
    const columns = ["timestamp", "close", "high", "low", "open", "-"] as const
    const said = lines(text, { columns })
    expect([said.columns, said.told]).toEqual([
      columns,
      "Read as columns timestamp,close,high,low,open,-, times in ms."
    ])
  })

  it("are shown to be chosen where the names tell nothing, and read when enough is chosen", () => {
    const text = "Fecha;Apertura;Máximo;Mínimo;Último\n2024-01-02;1,5;2,5;0,5;1,5\n2024-01-03;1,5;2,5;0,5;1,5"
    const unknown = lines(text)
    expect(unknown.columns).toEqual(["-", "-", "-", "-", "-"])
    expect(unknown.rows[0]).toEqual(["2024-01-02", "1,5", "2,5", "0,5", "1,5"])
    expect(unknown.problem).toMatch(/no column is timestamp.*Fecha.*: say which is which\.$/)
    const some = lines(text, { columns: ["timestamp", "open", "-", "-", "-"] })
    expect([some.rows.length, some.problem]).toEqual([2, "no column is high, low, close: choose above."])
    const all = lines(text, { columns: ["timestamp", "open", "high", "low", "close"] })
    expect([all.problem, all.told]).toEqual([
      undefined,
      "Read as columns timestamp,open,high,low,close, semicolons between them, decimal commas, times written out, in UTC unless they say a zone."
    ])
  })

  it("are read as delimiter, decimal mark, unit and zone are said", () => {
    const text = "time;open;high;low;close\n2024-07-01 09:30;1,234;1,500;1,001;1,250"
    expect(lines(text).told).toMatch(/decimal commas.*; its commas .* could group thousands; it has no volume/)
    const said = lines(text, { decimal: "point", zone: "Europe/Berlin" })
    expect(said.told).toBe(
      "Read as columns timestamp,open,high,low,close, semicolons between them, times written out, in Europe/Berlin unless they say a zone; it has no volume, which is taken for 0."
    )
    expect(lines(text, { delimiter: "tab" }).problem).toBeDefined()
  })

  it("are all that is looked at: a file cut in the middle of a line is none that is bad", () => {
    const { problem, rows: shown } = lines([HEAD, ...rows(10)].join("\n").slice(0, -12), {}, true)
    expect([problem, shown.length]).toEqual([undefined, 4])
  })

  it("say what to do with what is no file of candles", () => {
    const { columns, problem } = lines("hello")
    expect([columns, problem]).toEqual([[], expect.stringMatching(/^line 1: no columns are found/)])
  })
})
