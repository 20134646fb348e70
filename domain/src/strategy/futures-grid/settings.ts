import { Schema } from "effect"
import { StartCondition } from "../../bot/start.ts"
import { stopLossPriceField, takeProfitPriceField, totalLossField, totalProfitField } from "../exit-fields.ts"
import { byDefault, choiceField, flagField, investmentField, priceField } from "../../field/field.ts"
import { leverageField, liquidationBufferField, marginTypeField } from "../futures/fields.ts"
import { highPriceField, levelsField, lowPriceField, spacingField } from "../ladder/fields.ts"

/** Settings of the grid on futures: see SPEC.md, section FGRID. Amounts are margin, in quote. */
export const FuturesGridSettings = Schema.TaggedStruct("FUTURES_GRID", {
  start: StartCondition,
  direction: choiceField(
    {
      title: "Direction",
      description:
        "Neutral starts with nothing, buys below and sells above; long (short) starts with the position of the levels above (below).",
      unit: "NONE",
      kept: "FOR_GOOD"
    },
    ["NEUTRAL", "LONG", "SHORT"]
  ),
  investment: investmentField("Investment", "Margin the bot may use at the most, fees included."),
  leverage: leverageField(100),
  marginType: marginTypeField,
  lowPrice: lowPriceField(),
  highPrice: highPriceField(),
  gridQuantity: levelsField("2", "200"),
  spacing: spacingField,
  triggerPrice: Schema.optionalKey(
    priceField("Trigger price", "Starts when the price reaches this, from above or below.", { advanced: true })
  ),
  takeProfitPercent: Schema.optionalKey(totalProfitField()),
  takeProfitPrice: Schema.optionalKey(
    takeProfitPriceField("Ends the bot at this price; of a neutral grid the upper end.")
  ),
  stopLossPercent: Schema.optionalKey(totalLossField()),
  stopLossPrice: Schema.optionalKey(stopLossPriceField("Ends the bot at this price; of a neutral grid the lower end.")),
  closePositionOnStop: flagField({
    title: "Close the position at the end",
    description: "When a price above ends the bot its position is closed; off: it is kept and only the orders go.",
    unit: "NONE",
    advanced: true
  }).pipe(byDefault(true)),
  liquidationBuffer: Schema.optionalKey(liquidationBufferField("1", "50"))
}).annotate({ identifier: "FuturesGridSettings", title: "Futures grid" })
export type FuturesGridSettings = typeof FuturesGridSettings.Type
