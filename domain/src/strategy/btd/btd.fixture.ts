import { Schema } from "effect"
import { BtdSettings } from "./settings.ts"

type Change = { readonly [Key in keyof Omit<BtdSettings, "_tag">]?: BtdSettings[Key] | undefined }

/** A dip buyer with five cells below and five above the price at the start, two percent apart; undefined takes out. */
export const btd = (change: Change = {}): BtdSettings => {
  const settings = {
    _tag: "BTD",
    start: { _tag: "IMMEDIATELY" },
    investment: "10",
    gridLevels: 10,
    gridStep: "2",
    trailing: false,
    fundDips: "ON_SELLS",
    ...change
  }
  return Schema.decodeUnknownSync(BtdSettings)(JSON.parse(JSON.stringify(settings)))
}
