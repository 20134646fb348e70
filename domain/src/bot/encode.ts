import type { RunState } from "./state.ts"

/**
 * The version of the rules that fold events into a state. A stored state of another version is thrown away and
 * folded anew from its events. Raise it with every change that could make an old state mean something else.
 */
export const RULES_VERSION = 9

type Tagged = { readonly "~": "bigint" | "map" | "column"; readonly value: unknown }

const isTagged = (value: unknown): value is Tagged => typeof value === "object" && value !== null && "~" in value

/** Writes a state as JSON text. A cache only: the events are the truth. */
export const encodeState = (state: RunState): string =>
  JSON.stringify(state, (_, value: unknown) => {
    if (typeof value === "bigint") return { "~": "bigint", value: value.toString() } satisfies Tagged
    if (value instanceof Float64Array) return { "~": "column", value: [...value] } satisfies Tagged
    if (value instanceof Map) return { "~": "map", value: [...value] } satisfies Tagged
    return value
  })

/** Reads what `encodeState` wrote under the same RULES_VERSION. */
export const decodeState = (text: string): RunState =>
  // Only ever given what `encodeState` of the same version wrote.
  JSON.parse(text, (_, value: unknown) => {
    if (!isTagged(value)) return value
    // A bigint was written as its digits, a map as its entries, a column as its numbers.
    if (value["~"] === "column") return Float64Array.from(value.value as Array<number>)
    return value["~"] === "bigint" ? BigInt(value.value as string) : new Map(value.value as Array<[unknown, unknown]>)
  }) as RunState
