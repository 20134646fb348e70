import { byDefault, choiceField, countField, decimalField, priceField } from "../../field/field.ts"
import { stopLossPriceField, takeProfitPriceField, trailingStopField } from "../exit-fields.ts"

/** Settings that strategies which average in have in common. */
export const directionField = (description: string) =>
  choiceField({ title: "Direction", description, unit: "NONE", kept: "FOR_GOOD" }, ["LONG", "SHORT"])

export const baseOrderTypeField = choiceField(
  {
    title: "Base order type",
    description: "Market enters at once; limit waits at the price of the start.",
    unit: "NONE",
    advanced: true
  },
  ["MARKET", "LIMIT"]
).pipe(byDefault("MARKET"))

/** How many orders there are; `kind`: what they are called. */
export const orderCountField = (kind: "averaging" | "safety", min: string, max: string) =>
  countField({
    title: `Number of ${kind} orders`,
    description: "How many times the bot may average in.",
    unit: "COUNT",
    min,
    max
  })

/** How the orders' distances and sizes grow. */
export const orderStepField = decimalField({
  title: "Step",
  description: "Distance of the first averaging order from the base order.",
  unit: "PERCENT",
  min: "0.1",
  max: "50"
})

export const stepMultiplierField = (max: string) =>
  decimalField({
    title: "Step multiplier",
    description: "Each step is this many times the one before.",
    unit: "NONE",
    min: "1",
    max
  }).pipe(byDefault("1"))

export const amountMultiplierField = (kind: "averaging" | "safety", max: string) =>
  decimalField({
    title: "Amount multiplier",
    description: `Each ${kind} order is this many times the one before.`,
    unit: "NONE",
    min: "1",
    max
  }).pipe(byDefault("1"))

export const activeOrdersField = countField({
  title: "Orders on the exchange",
  description: "Only the next so many averaging orders rest at once.",
  unit: "COUNT",
  min: "1",
  max: "100",
  advanced: true
})

export const targetPercentField = decimalField({
  title: "Take profit",
  description: "Distance of the exit from the average entry price.",
  unit: "PERCENT",
  min: "0.1",
  max: "1000"
})

export const targetPriceField = takeProfitPriceField("Takes profit at this price.")

export const stopPercentField = decimalField({
  title: "Stop loss",
  description: "Distance of the stop from the average entry price.",
  unit: "PERCENT",
  min: "0.1",
  max: "99"
})

export const stopPriceField = stopLossPriceField("Gives the position up at this price.")

export const cycleTrailingStopField = trailingStopField("The stop follows the best price since entry at this distance.")

export const reinvestField = decimalField({
  title: "Reinvest",
  description: "Share of a cycle's profit that joins the next cycle.",
  unit: "PERCENT",
  min: "0",
  max: "100",
  advanced: true
})

export const maxPriceField = priceField("Highest entry price", "A long cycle starts only at this price or below.", {
  advanced: true,
  when: { field: "direction", is: "LONG" }
})

export const minPriceField = priceField("Lowest entry price", "A short cycle starts only at this price or above.", {
  advanced: true,
  when: { field: "direction", is: "SHORT" }
})

export const cyclesField = countField({
  title: "Cycles",
  description: "Ends after so many cycles.",
  unit: "COUNT",
  min: "1",
  max: "100000",
  advanced: true
})
