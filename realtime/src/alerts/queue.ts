import type { AlertKind, Severity } from "@tradetower/domain/alert-kind"
import type { NumberFormat } from "@tradetower/domain/format"
import type { BotId, TenantId } from "@tradetower/domain/ids"
import type { AlertQueue } from "@tradetower/platform"

/** Something that may be worth a message. */
export interface News {
  readonly id: string
  readonly tenantId: TenantId
  readonly kind: AlertKind
  readonly severity: Severity
  readonly botDefinitionId?: BotId | undefined
  /** In words; with numbers in it, as the trader wants them written. */
  readonly text: string | ((numbers: NumberFormat | undefined) => string)
}

/** Lines of one message; more are counted. */
const LINES = 20
const KNOWN = 200
/** The longest line. */
const LONGEST = 400

const louder = { INFO: 0, WARNING: 1, CRITICAL: 2 } as const

/** Whether there is something in it that was not told yet. */
export const waits = ({ items, more }: Pick<AlertQueue, "items" | "more">): boolean => items.length + more > 0

export const queueIdOf = (channel: string, { botDefinitionId, kind }: Pick<News, "botDefinitionId" | "kind">): string =>
  `${channel}.${kind}.${botDefinitionId ?? "all"}`

/** A queue with one more in it: the same queue where it was known already. */
export const withNews = (
  queue: AlertQueue | undefined,
  channel: string,
  news: News,
  now: number,
  numbers?: NumberFormat
): AlertQueue => {
  const { botDefinitionId, id, kind, severity, tenantId } = news
  if (queue?.known.includes(id) === true) return queue
  const text = typeof news.text === "string" ? news.text : news.text(numbers)
  const before = queue ?? {
    id: queueIdOf(channel, news),
    tenantId,
    channel,
    kind,
    ...(botDefinitionId !== undefined && { botDefinitionId }),
    severity,
    items: [],
    more: 0,
    known: [],
    number: 0,
    since: now,
    dueAt: now,
    attempts: 0
  }
  const first = !waits(before)
  const full = before.items.length >= LINES
  return {
    ...before,
    severity: !first && louder[before.severity] > louder[severity] ? before.severity : severity,
    items: full ? before.items : [...before.items, { id, at: now, text: text.slice(0, LONGEST) }],
    more: before.more + (full ? 1 : 0),
    known: [...before.known, id].slice(-KNOWN),
    ...(first && { since: now, attempts: 0, number: before.number + 1 })
  }
}

/** What is left of it after a message with what `sent` had in it: what came meanwhile waits for the next. */
export const withoutSent = (queue: AlertQueue, sent: AlertQueue, now: number): AlertQueue => ({
  ...queue,
  items: queue.items.slice(sent.items.length),
  more: queue.more - sent.more,
  sentAt: now,
  since: now,
  attempts: 0,
  ...(queue.items.length + queue.more > sent.items.length + sent.more && { number: queue.number + 1 })
})
