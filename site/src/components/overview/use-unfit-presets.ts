import { useMemo } from "react"
import type { Connection, Field, Market, Preset } from "../../client/contract.ts"
import { askWorker } from "../../worker/ask-worker.ts"
import type { Asks } from "../../worker/asks.ts"
import { useLatest } from "../../worker/use-latest.ts"

const none: Readonly<Record<string, string>> = {}
const ask = (input: Asks["unfitPresets"]["ask"]) => askWorker("unfitPresets", input)

/** Which presets can't work with an amount, by name, with why; none while there is no other amount than they are for. */
export const useUnfitPresets = (
  market: Market,
  presets: ReadonlyArray<Preset> | undefined,
  fields: ReadonlyArray<Field> | undefined,
  amount: string | undefined,
  terms?: Connection["terms"]
): Readonly<Record<string, string>> => {
  const input = useMemo(
    () =>
      presets === undefined || fields === undefined || amount === undefined
        ? undefined
        : { market, presets, fields, amount, ...(terms !== undefined && { terms }) },
    [market, presets, fields, amount, terms]
  )
  return useLatest(ask, input)?.answer ?? none
}
