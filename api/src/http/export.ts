import { Effect, Option, Schema, Stream } from "effect"
import type { TenantId } from "@tradetower/domain"
import {
  AuditEvents,
  BotDefinitions,
  BotEvents,
  BotRuns,
  BotStateTransitions,
  Connections,
  type Container,
  type ContainerName,
  type Document,
  FailedMessages,
  type KeyPrefix,
  MetricsSnapshots,
  Notifications,
  Orders,
  RiskMarks,
  SignalEvents,
  Store,
  Users
} from "@tradetower/platform"

/** A container's documents of one tenant, as JSON texts, page by page. */
const documents = <N extends ContainerName, A extends Document<N>>(container: Container<N, A>, key: KeyPrefix<N>) => {
  const encode = Schema.encodeSync(container.schema)
  const first: { readonly continuation?: string } = {}
  return Stream.paginate(
    first,
    Effect.fnUntraced(function* (from) {
      const store = yield* Store
      const page = yield* store.query(container, key, { limit: 500, ...from })
      const next = Option.fromUndefinedOr(page.continuation)
      return [
        page.items.map(({ value }) => JSON.stringify(encode(value))),
        Option.map(next, (continuation) => ({ continuation }))
      ] as const
    })
  )
}

/** Everything a tenant has. Left out: guards and counters, which say nothing of them and are gone in minutes. */
const containersOf = (tenantId: TenantId) => [
  { name: "Users", rows: documents(Users, { tenantId }) },
  { name: "Connections", rows: documents(Connections, { tenantId }) },
  { name: "BotDefinitions", rows: documents(BotDefinitions, { tenantId }) },
  { name: "BotRuns", rows: documents(BotRuns, { tenantId }) },
  { name: "BotEvents", rows: documents(BotEvents, { tenantId }) },
  { name: "Orders", rows: documents(Orders, { tenantId }) },
  { name: "SignalEvents", rows: documents(SignalEvents, { tenantId }) },
  { name: "BotStateTransitions", rows: documents(BotStateTransitions, { tenantId }) },
  { name: "AuditEvents", rows: documents(AuditEvents, { tenantId }) },
  { name: "Notifications", rows: documents(Notifications, { tenantId }) },
  { name: "MetricsSnapshots", rows: documents(MetricsSnapshots, { tenantId }) },
  { name: "RiskMarks", rows: documents(RiskMarks, { tenantId }) },
  { name: "FailedMessages", rows: documents(FailedMessages, { tenantId }) }
]

/** All of a tenant's data as one JSON object, written as it is read: `{ exportedAt, tenantId, Users: [...], ... }`. */
export const exportOf = (tenantId: TenantId, exportedAt: number) =>
  Stream.make(`{"exportedAt":${exportedAt},"tenantId":${JSON.stringify(tenantId)}`).pipe(
    Stream.concat(
      Stream.fromIterable(containersOf(tenantId)).pipe(
        Stream.flatMap(({ name, rows }) =>
          Stream.make(`,${JSON.stringify(name)}:[`).pipe(
            Stream.concat(Stream.intersperse(rows, ",")),
            Stream.concat(Stream.make("]"))
          )
        )
      )
    ),
    Stream.concat(Stream.make("}\n")),
    Stream.encodeText
  )
