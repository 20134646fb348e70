import type { Notification } from "../client/contract.ts"

export type AlertKind = Notification["kind"]

/** What a kind of alert is called, and what it tells of. */
export const alertKindWords: Readonly<Record<AlertKind, { readonly title: string; readonly help: string }>> = {
  FILL: { title: "Fills", help: "An order of a bot was filled." },
  STOP: { title: "Stops", help: "A bot ended or was stopped, but not by you." },
  ERROR: { title: "Errors", help: "Something went wrong that needs you." },
  RISK: { title: "Risk", help: "A limit was met, or a bot was paused." },
  CONNECTION: { title: "Lost connection", help: "An account is out of reach." },
  ACCOUNT: { title: "Accounts", help: "What an exchange did at an account by itself." },
  SYSTEM: { title: "System", help: "Restarts, the clock, and ways to reach you that no longer work." }
}

export const alertKinds = Object.keys(alertKindWords) as ReadonlyArray<AlertKind>

/** What an alert says, and of which bot it is. */
interface Alert {
  readonly botId?: string | undefined
  readonly text: string
}

/** The bot that an alert is of; `undefined` where it is of none, or its words name it themselves. */
export const botOfAlert = <B extends { readonly id: string; readonly name: string }>(
  bots: ReadonlyArray<B> | undefined,
  { botId, text }: Alert
): B | undefined => bots?.find((bot) => bot.id === botId && !text.startsWith(bot.name))
