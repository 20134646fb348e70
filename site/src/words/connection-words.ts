import type { Connection } from "../client/contract.ts"

/** Whose money it is. */
export const moneyWords: Readonly<Record<Connection["environment"], string>> = {
  LIVE: "Real money",
  PAPER: "Paper money"
}

/** How an account stands, and how that is coloured. */
export const connectionStates: Record<
  Connection["state"],
  { readonly title: string; readonly tone: "up" | "down" | "accent" | "warn" }
> = {
  CONNECTING: { title: "Connecting", tone: "accent" },
  CONNECTED: { title: "Connected", tone: "up" },
  DEGRADED: { title: "Connected, with delays", tone: "warn" },
  NEEDS_USER: { title: "Needs you", tone: "down" },
  DISCONNECTED: { title: "Not connected", tone: "down" }
}

/** `"Alpaca’s"`, `"Interactive Brokers’"` */
const of = (name: string): string => `${name}’${name.endsWith("s") ? "" : "s"}`

/** Whose money it is, and by whose rules it trades: `"Paper, by Alpaca’s rules"`. `title`: the rules' broker. */
export const kindOf = ({ environment, terms }: Pick<Connection, "environment" | "terms">, title: string): string =>
  environment === "LIVE"
    ? `Real money at ${title}`
    : terms === "paper"
      ? "Paper, without a broker’s rules"
      : `Paper, by ${of(title)} rules`
