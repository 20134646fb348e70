import { existsSync, readdirSync, readFileSync } from "node:fs"
import { basename, join } from "node:path"
import { Effect, Result } from "effect"
import { wrong } from "@tradetower/backtest/command-line"
import { readingWords, readCandleCsv } from "@tradetower/domain/market"
import { coinbaseReachable, symbolOf, type VenueChoice } from "@tradetower/execution"
import { home } from "@tradetower/platform/embedded"
import type { StartOptions } from "./arguments.ts"
import { worldName } from "./home.ts"

/** Which market, and the folder its world is kept in. */
export interface World {
  readonly choice: VenueChoice
  readonly folder: string
  /** Where the prices come from, for the terminal. */
  readonly prices: string
  /** Which other worlds rest, and how to come back to them. */
  readonly others?: string
}

/** The text of a recording, checked line by line before anything is started or made. */
const readRecording = ({
  choice,
  file,
  layout
}: Extract<StartOptions["world"], { readonly kind: "REPLAY" }>): { readonly csv: string; readonly words: string } => {
  let csv: Buffer
  try {
    csv = readFileSync(file)
  } catch {
    throw wrong(`--replay ${file} can't be read: give the path of a file of candles`)
  }
  const read = readCandleCsv(symbolOf(basename(file)), csv, choice, layout)
  if (Result.isFailure(read)) throw wrong(`${file}, ${read.failure.message}`)
  if (read.success.series.length < 2) {
    throw wrong(`${file} holds no candles to play: it needs at least two`)
  }
  return { csv: csv.toString("utf8"), words: readingWords(read.success).join("; ") }
}

/** How each folder's world is started, where its name alone says it. */
const startedBy: Readonly<Record<string, string>> = {
  live: "npm start -- --live",
  simulated: "npm start -- --simulate"
}

/** What lies there; nothing where that can't be read: whoever opens it says why. */
const foldersIn = (folder: string) => {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

/** Says which other worlds there are, and how to come back to them; nothing when there are none. */
const others = (folder: string): string | undefined => {
  const found = foldersIn(home())
    .filter((entry) => entry.isDirectory() && join(home(), entry.name) !== folder)
    .flatMap(({ name }) => {
      const way = name.startsWith("replay-") ? "npm start -- --replay FILE" : startedBy[name]
      return way === undefined ? [] : [`${name} (${way})`]
    })
  return found.length === 0 ? undefined : `Another market's bots rest until it is started again: ${found.join(", ")}.`
}

/**
 * Follows the command line. Without a word on it a world that was live stays live, also while the internet is away; a
 * first start is live when Coinbase can be reached, else simulated. Throws `WrongArguments`.
 */
export const chooseWorld = async (options: StartOptions): Promise<World> => {
  const chosen = await chosenWorld(options)
  const rest = others(chosen.folder)
  return { ...chosen, ...(rest !== undefined && { others: rest }) }
}

const liveFolder = () => join(home(), worldName({ kind: "LIVE" }))

/** Whether live prices have to be looked for before it is known which world it is. */
export const looksFirst = ({ world }: StartOptions): boolean =>
  world.kind === "LIVE_IF_REACHABLE" && !existsSync(liveFolder())

const chosenWorld = async (options: StartOptions): Promise<World> => {
  const { speed, world } = options
  const folderOf = (kind: Parameters<typeof worldName>[0]) => join(home(), worldName(kind))
  if (world.kind === "REPLAY") {
    const { csv, words } = readRecording(world)
    const { layout, choice: said } = world
    const choice = { kind: "REPLAY", name: basename(world.file), csv, speed, layout, choice: said } as const
    return { choice, folder: folderOf(world), prices: `recorded in ${basename(world.file)}; ${words}` }
  }
  if (world.kind === "SIMULATED") {
    return { choice: { kind: "SIMULATED", seed: world.seed, speed }, folder: folderOf(world), prices: "simulated" }
  }
  const { fees } = world
  const choice = { kind: "LIVE", ...(fees !== undefined && { fees }) } as const
  const live = { choice, folder: liveFolder(), prices: "live from Coinbase" } as const
  if (!looksFirst(options) || (await Effect.runPromise(coinbaseReachable()))) return live
  return {
    choice: { kind: "SIMULATED", seed: 1, speed },
    folder: folderOf({ kind: "SIMULATED", seed: 1 }),
    prices: "simulated, because Coinbase can't be reached; npm start -- --live waits for it"
  }
}
