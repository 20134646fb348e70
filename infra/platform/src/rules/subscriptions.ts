import type { TenantId } from "@tradetower/domain/ids"
import catalogue from "../../../resources/topics.json" with { type: "json" }
import { type KnownSubscription, type Property, type Topic, topics } from "../ports/bus.ts"
import { type Share, shareName, shareOf, sharesOf, slotOf, slotsOf } from "./slots.ts"

/** A tenant with subscriptions of its own. */
export interface OwnTenant {
  readonly tenantId: TenantId
  /** It goes back to the shared ones: its own are worked on until it is taken off the list. */
  readonly leaving: boolean
}

/** Into how many shares each part is divided; a part that is not named has one. */
export type ShareCounts = Readonly<Partial<Record<string, number>>>

/** What a property of a message has to be for a subscription to take the message. */
export type Condition =
  | { readonly property: string; readonly is: "SET" }
  | { readonly property: string; readonly is: "EQUAL"; readonly value: Property }
  | { readonly property: string; readonly is: "NONE_OF"; readonly values: ReadonlyArray<string> }
  | { readonly property: string; readonly is: "BETWEEN"; readonly from: number; readonly before: number }

/** All of them have to hold; where there are none, every message is taken. */
export type Filter = ReadonlyArray<Condition>

/** A subscription as it is to be set up. */
export interface PlannedSubscription extends KnownSubscription {
  readonly filter: Filter
}

interface TopicEntry {
  readonly sessions: boolean
  readonly subscriptions: ReadonlyArray<string>
  /** Whether tenants may have subscriptions of their own to it. */
  readonly own?: boolean
  /** What a share of a part gets: the messages of its slots, or a copy of all. Default: they have one subscription. */
  readonly shares?: "SPLIT" | "COPY"
}
// Which of two words it is, a JSON file can't say.
const entries = catalogue as Readonly<Record<Topic, TopicEntry>>

const TENANT = "tenantId"
const SLOT = "slot"
/** Whose messages are everybody's, and carry no tenant. */
const EVERYBODYS: Topic = "market-data"

const sharedFilter = (topic: Topic, elsewhere: ReadonlyArray<TenantId>): Filter => {
  if (topic === EVERYBODYS) return []
  const carried: Filter = [{ property: TENANT, is: "SET" }]
  return elsewhere.length === 0 ? carried : [...carried, { property: TENANT, is: "NONE_OF", values: elsewhere }]
}

const slots = (share: Share): Filter => [{ property: SLOT, is: "BETWEEN", ...slotsOf(share) }]

/**
 * The subscriptions of a topic: of each part that works on it the shared one, which takes what carries a tenant but not
 * what goes to tenants' own alone, and one for each of those tenants, named `PART-TENANT`. One who is leaving has its
 * messages in both: whichever is changed first, none is in neither. A part that is divided has a shared one for each of
 * its shares, named `PART.0of3`.
 *
 * @example
 * subscriptionsOf("bot-commands", [{ tenantId: "ada", leaving: false }]) // engine: tenantId NOT IN ('ada'), engine-ada
 */
export const subscriptionsOf = (
  topic: Topic,
  own: ReadonlyArray<OwnTenant> = [],
  counts: ShareCounts = {}
): ReadonlyArray<PlannedSubscription> => {
  const { own: mayHaveOwn = false, sessions, shares: gets, subscriptions } = entries[topic]
  const owners = mayHaveOwn ? own : []
  const elsewhere = owners.flatMap(({ leaving, tenantId }) => (leaving ? [] : [tenantId]))
  const shared = sharedFilter(topic, elsewhere)
  return subscriptions.flatMap((part) => {
    const count = gets === undefined ? 1 : (counts[part] ?? 1)
    return [
      ...sharesOf(count).map((share): PlannedSubscription => {
        const filter = count > 1 && gets === "SPLIT" ? [...shared, ...slots(share)] : shared
        const subscription = `${part}${shareName(share)}`
        return { topic, part, subscription, sessions, filter, ...(count > 1 && { share }) }
      }),
      ...owners.map(({ tenantId }): PlannedSubscription => {
        const filter: Filter = [{ property: TENANT, is: "EQUAL", value: tenantId }]
        const share = count > 1 && { share: shareOf(slotOf(tenantId), count) }
        return { topic, part, subscription: `${part}-${tenantId}`, sessions, filter, ...share }
      })
    ]
  })
}

/** Those of every topic. */
export const everySubscription = (
  own: ReadonlyArray<OwnTenant> = [],
  counts: ShareCounts = {}
): ReadonlyArray<PlannedSubscription> => topics.flatMap((topic) => subscriptionsOf(topic, own, counts))

/** No value of ours has a quote in it: it is doubled all the same. */
const quoted = (value: Property): string =>
  typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : String(value)

const conditionText = (condition: Condition): string => {
  switch (condition.is) {
    case "SET":
      return `${condition.property} IS NOT NULL`
    case "EQUAL":
      return `${condition.property} = ${quoted(condition.value)}`
    case "NONE_OF":
      return `${condition.property} NOT IN (${condition.values.map(quoted).join(",")})`
    case "BETWEEN":
      return `${condition.property} >= ${condition.from} AND ${condition.property} < ${condition.before}`
  }
}

/** How long the text of a filter may be, as Service Bus takes it. */
export const LONGEST_FILTER = 1_024

/** A filter as Service Bus's SQL. */
export const sqlOf = (filter: Filter): string => (filter.length === 0 ? "1=1" : filter.map(conditionText).join(" AND "))

/** A filter as the properties a message must have, where it asks for nothing else: cheaper than SQL. */
export const correlationOf = (filter: Filter): Readonly<Record<string, Property>> | undefined => {
  const equal = filter.flatMap((each) => (each.is === "EQUAL" ? [[each.property, each.value] as const] : []))
  return equal.length > 0 && equal.length === filter.length ? Object.fromEntries(equal) : undefined
}

const holds = (condition: Condition, value: Property | undefined): boolean => {
  switch (condition.is) {
    case "SET":
      return value !== undefined
    case "EQUAL":
      return value === condition.value
    case "NONE_OF":
      return typeof value === "string" && !condition.values.includes(value)
    case "BETWEEN":
      return typeof value === "number" && value >= condition.from && value < condition.before
  }
}

/** Whether a filter takes a message with these properties. */
export const takes = (filter: Filter, properties: Readonly<Record<string, Property>>): boolean =>
  filter.every((condition) => holds(condition, properties[condition.property]))
