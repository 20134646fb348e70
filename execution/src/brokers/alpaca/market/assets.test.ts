import { expect, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { type Rest, readable } from "../rest.ts"
import { assetsOf } from "./assets.ts"

const coin = { id: "e", class: "crypto", symbol: "ETH/USD", status: "active", tradable: true }

const found = (text: string, stock: object, ...coins: ReadonlyArray<unknown>) => {
  const get: Rest["get"] = (path, schema) =>
    Effect.map(readable(schema, Option.some(path.includes("asset_class=crypto") ? coins : stock)), Option.some)
  return Effect.map(assetsOf().find({ get } as unknown as Rest, text, { skip: 0, take: 10 }), (page) =>
    page.found.map(({ instrument }) => instrument.symbol)
  )
}

it.effect("an asset that can't be read hides none of the others", () =>
  Effect.gen(function* () {
    const odd = [null, "odd", { ...coin, tradable: "yes" }, { ...coin, class: "us_equity", symbol: "ET/H" }]
    expect(yield* found("eth", {}, ...odd, coin)).toEqual(["ETH-USD"])
    expect(yield* Effect.flip(found("ko", {}, coin))).toMatchObject({ retryable: true })
    expect(yield* found("ko", { ...coin, class: "us_equity", symbol: "KO" }, coin)).toEqual(["KO"])
  })
)
