import { Schema } from "effect"
import { Timeframe } from "../market/candle.ts"
import { choiceField, countField, decimalField, type FieldNote, unionField, variantNote } from "../strategy/field.ts"

const percentLimits = { min: "0", max: "100" } as const
const period = (note: Pick<FieldNote, "title" | "description" | "default">, min = "1") =>
  Schema.optionalKey(countField({ ...note, unit: "COUNT", min, max: "200", advanced: true }))
const bound = (note: Pick<FieldNote, "title" | "description" | "default">) =>
  Schema.optionalKey(decimalField({ ...note, ...percentLimits, unit: "NONE", advanced: true }))

/** What every indicator is asked with. */
const common = {
  timeframe: choiceField(
    { title: "Candles", description: "How long the candles are that it looks at.", unit: "NONE" },
    Timeframe.literals
  ),
  side: choiceField({ title: "Signal", description: "Which of its two signals counts.", unit: "NONE" }, [
    "BUY",
    "SELL"
  ]),
  validFor: Schema.optionalKey(
    countField({
      title: "Counts for",
      description: "For how many closed candles its signal counts, so that several may come one after another.",
      unit: "COUNT",
      min: "1",
      max: "50",
      default: "1",
      advanced: true
    })
  )
}

/** One indicator and the signal a bot waits for. Periods in candles; left out, the values are the usual ones. */
export const IndicatorCondition = unionField(
  { title: "Indicator", description: "What gives the signal.", unit: "NONE" },
  [
    Schema.TaggedStruct("MACD", {
      ...common,
      fastPeriod: period({ title: "Fast", description: "Candles of the fast average.", default: "12" }),
      slowPeriod: period({ title: "Slow", description: "Candles of the slow average.", default: "26" }, "2"),
      signalPeriod: period({ title: "Signal line", description: "Candles of the signal line.", default: "9" })
    }).annotate(variantNote("MACD", "BUY: the line crosses its signal line upwards; SELL: downwards.")),
    Schema.TaggedStruct("RSI", {
      ...common,
      period: period({ title: "Period", description: "Candles of Wilder's averages.", default: "14" }, "2"),
      oversold: bound({ title: "Oversold", description: "Rising above it is a BUY.", default: "30" }),
      overbought: bound({ title: "Overbought", description: "Falling below it is a SELL.", default: "70" })
    }).annotate(variantNote("RSI", "BUY: it leaves the oversold zone; SELL: the overbought zone.")),
    Schema.TaggedStruct("STOCHASTIC", {
      ...common,
      period: period(
        { title: "Period", description: "Candles it looks for highest and lowest in.", default: "14" },
        "2"
      ),
      smoothing: period({ title: "Smoothing", description: "Candles %K is averaged over.", default: "3" }),
      average: period({ title: "Average", description: "Candles %D averages %K over.", default: "3" }),
      oversold: bound({ title: "Oversold", description: "A crossing below it is a BUY.", default: "20" }),
      overbought: bound({ title: "Overbought", description: "A crossing above it is a SELL.", default: "80" })
    }).annotate(
      variantNote(
        "Stochastic",
        "BUY: %K crosses %D upwards in the oversold zone; SELL: downwards in the overbought zone."
      )
    )
  ]
)
export type IndicatorCondition = typeof IndicatorCondition.Type
