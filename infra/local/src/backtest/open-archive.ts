import { existsSync, readdirSync, statSync } from "node:fs"
import { join } from "node:path"
import { Effect, Option } from "effect"
import { ExchangeId, Symbol } from "@tradetower/domain"
import { paperMarkets } from "@tradetower/execution"
import { archivedSpan, marketArchive, readSeries } from "@tradetower/platform"
import { blobsOf } from "@tradetower/platform/embedded"
import { wrong } from "../command-line.ts"
import { home } from "../home.ts"
import type { Candles } from "./candles.ts"

const PAPER = ExchangeId.make("paper")

/** The newest world of a folder that has been used. */
const newestWorld = (home: string): string | undefined => {
  if (!existsSync(home)) return undefined
  const worlds = readdirSync(home).filter((name) => existsSync(join(home, name, "blobs")))
  const used = (name: string) => statSync(join(home, name)).mtimeMs
  return worlds.sort((a, b) => used(b) - used(a))[0]
}

/** The 1-minute candles a world's archive has of a market. */
export const openArchive = async (name: string, world: string | undefined): Promise<Candles> => {
  const [symbol = name, exchange = PAPER] = name.split("/").toReversed()
  const chosen = world ?? newestWorld(home())
  if (chosen === undefined)
    throw wrong(`--candles ${name} is no file, and there is no archive in ${home()} yet: start the system once`)
  const instrument = paperMarkets.find((one) => one.symbol === symbol)
  if (instrument === undefined)
    throw wrong(
      `--candles ${name} is neither a file nor a market of the archive (${paperMarkets.map((one) => one.symbol).join(", ")}): ` +
        `for another pair give a file of its candles, such as --candles ${symbol}.csv`
    )
  const of = [marketArchive(ExchangeId.make(exchange)), Symbol.make(symbol)] as const
  const found = Effect.gen(function* () {
    const span = yield* archivedSpan(...of)
    return Option.isNone(span) ? undefined : yield* readSeries(...of, span.value.from, span.value.to)
  })
  const series = await Effect.runPromise(Effect.provide(found, blobsOf(join(home(), chosen, "blobs"))))
  if (series === undefined) throw wrong(`the archive of ${chosen} in ${home()} has no candles of ${name}`)
  return { instrument, series, source: `${name}, archive of ${chosen}` }
}
