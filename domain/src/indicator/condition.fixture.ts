import { Schema } from "effect"
import { IndicatorCondition } from "./condition.ts"

/** A condition with the usual values where nothing else is said. */
export const condition: (said: object) => IndicatorCondition = Schema.decodeUnknownSync(IndicatorCondition)
