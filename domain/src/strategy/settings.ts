import { Schema } from "effect"
import { ComboSettings } from "./combo/settings.ts"
import { DcaFuturesSettings } from "./dca-futures/settings.ts"
import { BtdSettings } from "./btd/settings.ts"
import { DcaSettings } from "./dca/settings.ts"
import { FuturesGridSettings } from "./futures-grid/settings.ts"
import { GridSettings } from "./grid/settings.ts"
import { LoopSettings } from "./loop/settings.ts"
import { TwapSettings } from "./twap/settings.ts"

/** What a trader sets. One schema is validation, form and API documentation. */
export const BotSettings = Schema.Union([
  GridSettings,
  DcaSettings,
  DcaFuturesSettings,
  ComboSettings,
  FuturesGridSettings,
  BtdSettings,
  LoopSettings,
  TwapSettings
]).annotate({
  identifier: "BotSettings"
})
export type BotSettings = typeof BotSettings.Type

/** The tags of their settings name the strategies. */
export const Strategy = Schema.Literals(BotSettings.members.map(({ fields }) => fields._tag.schema.literal))
export type Strategy = typeof Strategy.Type
