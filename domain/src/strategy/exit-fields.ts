import { decimalField, priceField } from "../field/field.ts"

/** Settings by which a run ends as a whole (EXIT-1 to EXIT-6). */
export const totalProfitField = (total = "total profit") =>
  decimalField({
    title: "Take profit",
    description: `Ends the bot when ${total} reaches this share of the investment.`,
    unit: "PERCENT",
    min: "0.01",
    max: "10000"
  })

export const totalLossField = (total = "total loss") =>
  decimalField({
    title: "Stop loss",
    description: `Ends the bot when ${total} reaches this share of the investment.`,
    unit: "PERCENT",
    min: "0.01",
    max: "100"
  })

export const takeProfitPriceField = (description = "Ends the bot at this price.") =>
  priceField("Take profit at price", description, { advanced: true })

export const stopLossPriceField = (description = "Ends the bot at this price.") =>
  priceField("Stop loss at price", description, { advanced: true })

export const trailingTakeProfitField = decimalField({
  title: "Trailing take profit",
  description: "Once the target is reached, exits only when the gain has fallen back by this share of its peak.",
  unit: "PERCENT",
  min: "0.1",
  max: "99",
  advanced: true
})

export const trailingStopField = (description: string) =>
  decimalField({ title: "Trailing stop", description, unit: "PERCENT", min: "0.1", max: "99", advanced: true })
