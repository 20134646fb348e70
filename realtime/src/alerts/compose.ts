import type { Redacted } from "effect"
import {
  type AlertChannel,
  type AlertQueue,
  LINK_LASTS,
  type LinkAction,
  type Preferences,
  signLink
} from "@tradetower/platform"
import type { AlertMessage } from "./channel.ts"
import { clockWords } from "./schedule.ts"

const titles: Readonly<Record<LinkAction, string>> = { RESUME: "Resume", STOP: "Stop", KILL: "Kill switch" }

/** What can be done about a message, from the message itself. */
const actionsOf = ({ botDefinitionId, kind }: AlertQueue): ReadonlyArray<LinkAction> => {
  if (botDefinitionId === undefined) return kind === "SYSTEM" ? [] : ["KILL"]
  if (kind === "STOP") return ["KILL"]
  return kind === "RISK" ? ["RESUME", "STOP", "KILL"] : ["STOP", "KILL"]
}

interface Around {
  readonly channel: Pick<AlertChannel, "origin">
  /** What the bot is called. */
  readonly bot?: string | undefined
  readonly preferences: Preferences
  /** What links are signed with; none go out without it. */
  readonly key?: Redacted.Redacted<string> | undefined
  /** Names for links. */
  readonly linkId: (action: LinkAction) => string
  readonly now: number
}

/** What waits as one message: named by its bot, a line each, with when where there are several. */
export const compose = (queue: AlertQueue, { bot, channel, key, linkId, now, preferences }: Around): AlertMessage => {
  const { botDefinitionId: botId, id, items, kind, more, number, severity, tenantId } = queue
  const { origin } = channel
  const lines = items.map(({ at, text }) => (items.length === 1 ? text : `${clockWords(at, preferences)} ${text}`))
  return {
    id: `${id}.${number}`,
    kind,
    severity,
    title: bot ?? "TradingTower",
    lines: more > 0 ? [...lines, `… and ${more} more`] : lines,
    url: botId === undefined ? `${origin}/app/activity/` : `${origin}/app/bots/?id=${encodeURIComponent(botId)}`,
    links:
      key === undefined
        ? []
        : actionsOf(queue).map((action) => {
            const link = {
              id: linkId(action),
              tenantId,
              action,
              ...(action !== "KILL" && botId !== undefined && { botId }),
              until: now + LINK_LASTS
            }
            // Behind the mark nothing of it is sent to a server by whoever opens the page to show a preview of it.
            return { title: titles[action], url: `${origin}/confirm/#${signLink(key, link)}` }
          }),
    at: items.at(-1)?.at ?? now
  }
}
