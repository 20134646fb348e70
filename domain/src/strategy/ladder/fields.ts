import { byDefault, choiceField, countField, decimalField, type FieldNote, priceField } from "../../field/field.ts"

/** Settings that ladders between two prices have in common. */
export const lowPriceField = (description = "The lowest level of the ladder.") =>
  priceField("Lowest price", description)

export const highPriceField = (description = "The top of the ladder.") => priceField("Highest price", description)

export const levelsField = (min: string, max: string, more: Pick<FieldNote, "either"> = {}) =>
  countField({ title: "Levels", description: "How many cells the ladder has.", unit: "COUNT", min, max, ...more })

export const levelStepField = (description: string, more: Pick<FieldNote, "either"> = {}) =>
  decimalField({ title: "Step", description, unit: "PERCENT", min: "0.1", max: "100", ...more })

export const spacingField = choiceField(
  { title: "Spacing", description: "Equal percent between levels, or equal difference.", unit: "NONE", advanced: true },
  ["GEOMETRIC", "ARITHMETIC"]
).pipe(byDefault("GEOMETRIC"))
