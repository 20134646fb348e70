import { Schema } from "effect"
import { DcaFuturesSettings } from "./dca-futures/settings.ts"
import { DcaSettings } from "./dca/settings.ts"
import { GridSettings } from "./grid/settings.ts"
import { LoopSettings } from "./loop/settings.ts"
import { TwapSettings } from "./twap/settings.ts"

/** What a trader sets. One schema is validation, form and API documentation. */
export const BotSettings = Schema.Union([
  GridSettings,
  DcaSettings,
  DcaFuturesSettings,
  LoopSettings,
  TwapSettings
]).annotate({
  identifier: "BotSettings"
})
export type BotSettings = typeof BotSettings.Type

export const Strategy = Schema.Literals(["GRID", "DCA", "DCA_FUTURES", "LOOP", "TWAP"])
export type Strategy = typeof Strategy.Type
