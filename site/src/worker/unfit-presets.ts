import type { Connection, Field, Market, Preset } from "../client/contract.ts"
import { forAmount } from "../components/form/preset.ts"
import { judge } from "./judge.ts"

/** Which presets can't work with an amount, by name, with why: small orders may be below the exchange's minimum. */
export const unfitPresets = (
  market: Market,
  presets: ReadonlyArray<Preset>,
  fields: ReadonlyArray<Field>,
  amount: string,
  terms?: Connection["terms"]
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    presets.flatMap(({ name, settings }) => {
      const [why] = Object.values(
        judge(market, forAmount(settings, fields, amount), undefined, undefined, terms).problems
      )
      return why === undefined ? [] : [[name, why]]
    })
  )
