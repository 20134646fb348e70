import { Option, Schema } from "effect"
import { isDecimal } from "@tradetower/domain/number"

/** Fields that are asked for, of each kind of event. */
export const FIELDS = {
  Trade: ["eventSymbol", "time", "sequence", "price", "size"],
  Candle: ["eventFlags", "eventSymbol", "time", "open", "high", "low", "close", "volume"]
} as const
export type Kind = keyof typeof FIELDS
const kinds = Object.keys(FIELDS) as ReadonlyArray<Kind>
const isKind = (text: unknown): text is Kind => kinds.some((kind) => kind === text)

/** One event: its fields by name, as they were written. */
export interface FeedEvent {
  readonly kind: Kind
  readonly fields: Readonly<Record<string, string>>
}

/** In which order fields come, as the server said last: it may say so again at any time. */
export type Layout = Partial<Record<Kind, ReadonlyArray<string>>>

const Layouts = Schema.Struct({
  dataFormat: Schema.optionalKey(Schema.String),
  eventFields: Schema.optionalKey(Schema.Record(Schema.String, Schema.Array(Schema.String)))
})
const readList = Schema.decodeUnknownOption(Schema.Array(Schema.Unknown))
const readLayouts = Schema.decodeUnknownOption(Layouts)

/** What a configuration says beside what was said before; undefined of one in which data can't be read here. */
export const layoutIn = (message: unknown, before: Layout): Layout | undefined => {
  const read = Option.getOrUndefined(readLayouts(message))
  if (read === undefined || (read.dataFormat ?? "COMPACT") !== "COMPACT") return undefined
  const said = Object.entries(read.eventFields ?? {}).filter(([kind]) => isKind(kind))
  return { ...before, ...(Object.fromEntries(said) as Layout) }
}

const text = (value: unknown): string =>
  typeof value === "string" ? value : typeof value === "boolean" ? String(value) : ""

/**
 * Reads compact data: the name of a kind, then the fields of its events one after another, as often as there are events.
 * Undefined where it can't be read by the layout: nothing of it is guessed.
 */
export const readFeedData = (data: unknown, layout: Layout): ReadonlyArray<FeedEvent> | undefined => {
  const all = Option.getOrUndefined(readList(data))
  if (all === undefined) return undefined
  const events: Array<FeedEvent> = []
  for (let at = 0; at < all.length; at += 2) {
    const kind = all[at]
    const values = Option.getOrUndefined(readList(all[at + 1]))
    if (typeof kind !== "string" || values === undefined) return undefined
    if (!isKind(kind)) continue
    const fields = layout[kind]
    if (fields === undefined || fields.length === 0 || values.length % fields.length !== 0) return undefined
    for (let first = 0; first < values.length; first += fields.length)
      events.push({
        kind,
        fields: Object.fromEntries(fields.map((field, index) => [field, text(values[first + index])]))
      })
  }
  return events
}

/** An amount of an event; undefined where there is none: `NaN`, `Infinity`. */
export const amountIn = ({ fields }: FeedEvent, name: string): string | undefined => {
  const value = fields[name]
  return value !== undefined && isDecimal(value) ? value : undefined
}
