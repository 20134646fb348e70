import { Schema } from "effect"
import { Timeframe } from "../market/candle.ts"
import { byDefault, choiceField, countField, decimalField, unionField, variantNote } from "../field/field.ts"

const percentLimits = { min: "0", max: "100" } as const
const period = (usual: number, title: string, description: string, min = "1") =>
  countField({ title, description, unit: "COUNT", min, max: "200", advanced: true }).pipe(byDefault(usual))
const bound = (usual: string, title: string, description: string) =>
  decimalField({ title, description, ...percentLimits, unit: "NONE", advanced: true }).pipe(byDefault(usual))

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
  validFor: countField({
    title: "Counts for",
    description: "For how many closed candles its signal counts, so that several may come one after another.",
    unit: "COUNT",
    min: "1",
    max: "50",
    advanced: true
  }).pipe(byDefault(1))
}

/** One indicator and the signal a bot waits for. Periods in candles; left out, the values are the usual ones. */
export const IndicatorCondition = unionField(
  { title: "Indicator", description: "What gives the signal.", unit: "NONE" },
  [
    Schema.TaggedStruct("MACD", {
      ...common,
      fastPeriod: period(12, "Fast", "Candles of the fast average."),
      slowPeriod: period(26, "Slow", "Candles of the slow average.", "2"),
      signalPeriod: period(9, "Signal line", "Candles of the signal line.")
    }).annotate(variantNote("MACD", "Buy: the line crosses its signal line upwards; sell: downwards.")),
    Schema.TaggedStruct("RSI", {
      ...common,
      period: period(14, "Period", "Candles of Wilder's averages.", "2"),
      oversold: bound("30", "Oversold", "Rising above it is a signal to buy."),
      overbought: bound("70", "Overbought", "Falling below it is a signal to sell.")
    }).annotate(variantNote("RSI", "Buy: it leaves the oversold zone; sell: the overbought zone.")),
    Schema.TaggedStruct("STOCHASTIC", {
      ...common,
      period: period(14, "Period", "Candles it looks for highest and lowest in.", "2"),
      smoothing: period(3, "Smoothing", "Candles %K is averaged over."),
      average: period(3, "Average", "Candles %D averages %K over."),
      oversold: bound("20", "Oversold", "A crossing below it is a signal to buy."),
      overbought: bound("80", "Overbought", "A crossing above it is a signal to sell.")
    }).annotate(
      variantNote(
        "Stochastic",
        "Buy: %K crosses %D upwards in the oversold zone; sell: downwards in the overbought zone."
      )
    )
  ]
)
export type IndicatorCondition = typeof IndicatorCondition.Type
