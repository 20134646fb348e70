import { byDefault, flagField } from "../field/field.ts"

/** Whether entries pause while the price runs away. */
export const pumpProtectionField = flagField({
  title: "Pump protection",
  description: "After more than three fills in a minute no new entries are placed until a minute passes without one.",
  unit: "NONE",
  advanced: true
}).pipe(byDefault(true))
