import { QueryObserver } from "@tanstack/react-query"
import { expect, it } from "vitest"
import { bots, exchanges, makeQueryClient } from "../client/queries.ts"
import { onOtherMarket, shownMarkets } from "./shown-markets.ts"

const symbols = Array.from({ length: 120 }, (_, i) => `C${i}-USD`)

const page = (count = symbols.length) => {
  const client = makeQueryClient()
  const markets = symbols.slice(0, count).map((symbol) => ({ symbol, ...(symbol === "C0-USD" && { rests: "why" }) }))
  client.setQueryData(exchanges.queryKey, [{ id: "simulated", markets }] as never)
  return client
}
const lookAt = (client: ReturnType<typeof page>, symbol: string) =>
  new QueryObserver(client, { queryKey: ["candles", "simulated", symbol, "1m"], queryFn: () => [] }).subscribe(() => {})
const shown = (client: ReturnType<typeof page>) => shownMarkets(client).map(({ symbol }) => symbol)

it("a page is sent what it looks at first, then what its bots trade, and no more than an address takes", () => {
  const client = page()
  client.setQueryData(bots.queryKey, [
    { venue: "simulated", symbol: "C100-USD", run: { live: true } },
    { venue: "simulated", symbol: "C110-USD", run: { live: false } }
  ] as never)
  lookAt(client, "C90-USD")
  expect(shown(client).slice(0, 3)).toEqual(["C90-USD", "C100-USD", "C1-USD"])
  expect(shown(client)).toHaveLength(50)
  expect(shown(client)).not.toContain("C110-USD")
})

it("a page names none where all that is followed has room, also what it doesn't know of yet", () => {
  expect(shown(makeQueryClient())).toEqual([])
  expect(shown(page(51))).toEqual([])
  expect(shown(page(52))).toHaveLength(50)
})

it("says when it begins to look at another that is followed, and only then", () => {
  const client = page()
  const sent = shownMarkets(client)
  let told = 0
  onOtherMarket(
    client,
    () => sent,
    () => told++
  )
  for (const symbol of ["C1-USD", "C0-USD", "UNKNOWN"]) lookAt(client, symbol)
  expect(told).toBe(0)
  lookAt(client, "C90-USD")
  expect(told).toBe(1)
})
