import { Schema } from "effect"
import { Decimal, Instrument, Strategy } from "@tradetower/domain"
import { PresetView } from "../../contract/index.ts"

/** What the worker is asked: presets for a market, tried over its archived candles. */
export const PresetTask = Schema.Struct({
  id: Schema.Int,
  instrument: Instrument,
  strategy: Strategy,
  investment: Decimal,
  /** Absent: the last candle's close. */
  price: Schema.optionalKey(Decimal),
  /** Looked back over, market time. */
  from: Schema.Int,
  to: Schema.Int,
  /** Of the candle archive, oldest first. */
  parts: Schema.Array(
    Schema.Struct({
      kind: Schema.Literals(["COLUMNS", "ROWS"]),
      bytes: Schema.instanceOf(Uint8Array<ArrayBufferLike>)
    })
  )
})
export type PresetTask = typeof PresetTask.Type

/** What it answers. */
export const PresetAnswer = Schema.Union([
  Schema.TaggedStruct("Found", { id: Schema.Int, presets: Schema.Array(PresetView) }),
  Schema.TaggedStruct("Failed", { id: Schema.Int, message: Schema.String })
])
export type PresetAnswer = typeof PresetAnswer.Type
