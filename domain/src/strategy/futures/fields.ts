import { choiceField, countField, decimalField } from "../field.ts"

/** Settings that the futures strategies have in common. */
export const futuresDirectionField = choiceField(
  {
    title: "Direction",
    description: "LONG profits when the price rises, SHORT when it falls. It can't be changed later.",
    unit: "NONE"
  },
  ["LONG", "SHORT"]
)

export const marginAmountField = (title: string, description: string) =>
  decimalField({ title, description, unit: "QUOTE", min: "0" })

/** Leaves when liquidation is this near. */
export const liquidationBufferField = (min: string, max: string) =>
  decimalField({
    title: "Liquidation buffer",
    description: "Closes the position when the distance to liquidation, in percent of the price, has shrunk to this.",
    unit: "PERCENT",
    min,
    max,
    advanced: true
  })

export const takeProfitPercentField = decimalField({
  title: "Take profit",
  description: "Distance of the target from the average entry price.",
  unit: "PERCENT",
  min: "0.1",
  max: "1000"
})

export const takeProfitPriceField = decimalField({
  title: "Take profit at price",
  description: "Takes profit at this price.",
  unit: "PRICE",
  min: "0",
  advanced: true
})

export const trailingTakeProfitField = decimalField({
  title: "Trailing take profit",
  description: "Once the target is reached, exits only when the gain has fallen back by this share of its peak.",
  unit: "PERCENT",
  min: "0.1",
  max: "99",
  advanced: true
})

export const stopLossPercentField = decimalField({
  title: "Stop loss",
  description: "Distance of the stop from the average entry price.",
  unit: "PERCENT",
  min: "0.1",
  max: "99"
})

export const stopLossPriceField = decimalField({
  title: "Stop loss at price",
  description: "Gives the position up at this price.",
  unit: "PRICE",
  min: "0",
  advanced: true
})

export const trailingStopField = decimalField({
  title: "Trailing stop",
  description: "The stop follows the best price since entry at this distance.",
  unit: "PERCENT",
  min: "0.1",
  max: "99",
  advanced: true
})

/** How the averaging orders' distances and sizes grow. */
export const stepField = decimalField({
  title: "Step",
  description: "Distance of the first averaging order from the base order.",
  unit: "PERCENT",
  min: "0.1",
  max: "50"
})

export const multiplierField = (title: string, description: string, max: string) =>
  decimalField({ title, description, unit: "NONE", min: "1", max })

export const baseOrderTypeField = choiceField(
  {
    title: "Base order type",
    description: "MARKET enters at once; LIMIT waits at the price of the start.",
    unit: "NONE",
    advanced: true
  },
  ["MARKET", "LIMIT"]
)

export const activeOrdersField = countField({
  title: "Orders on the exchange",
  description: "Only the next so many averaging orders rest at once.",
  unit: "COUNT",
  min: "1",
  max: "100",
  advanced: true
})

export const reinvestField = decimalField({
  title: "Reinvest",
  description: "Share of a cycle's profit that joins the next cycle.",
  unit: "PERCENT",
  min: "0",
  max: "100",
  advanced: true
})

export const cyclesField = countField({
  title: "Cycles",
  description: "Ends after so many cycles.",
  unit: "COUNT",
  min: "1",
  max: "100000",
  advanced: true
})
