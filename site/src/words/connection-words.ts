import type { Connection } from "../client/contract.ts"

/** Whose money it is. */
export const moneyWords: Readonly<Record<Connection["environment"], string>> = {
  LIVE: "Real money",
  PAPER: "Paper money"
}

/** How an account stands, and how that is coloured. */
export const connectionStates: Record<
  Connection["state"],
  {
    readonly title: string
    readonly tone: "up" | "down" | "accent" | "warn"
    /** What works, where its reason alone does not say so. */
    readonly mend?: string
  }
> = {
  CONNECTING: { title: "Connecting", tone: "accent" },
  CONNECTED: { title: "Connected", tone: "up" },
  DEGRADED: { title: "Connected, with delays", tone: "warn" },
  SIGNED_OUT: {
    title: "Signed out",
    tone: "down",
    mend: "Sign in at your broker again: its bots go on by themselves then."
  },
  REVOKED: {
    title: "Key not taken",
    tone: "down",
    mend: "Make another key at your broker and give it here under “New key”: its bots go on by themselves then."
  },
  NEEDS_USER: { title: "Needs you", tone: "down" },
  DISCONNECTED: { title: "Not connected", tone: "down" }
}

/** `"Alpaca’s"`, `"Interactive Brokers’"` */
export const possessive = (name: string): string => `${name}’${name.endsWith("s") ? "" : "s"}`

/**
 * Whose money it is, and by whose rules it trades: `"Paper, by Alpaca’s rules"`. `title`: the rules' broker. `at`: what the
 * broker calls itself where the account is kept there: `"Paper money at Alpaca"`.
 */
export const kindOf = (
  { environment, terms }: Pick<Connection, "environment" | "terms">,
  title: string,
  at?: string
): string =>
  at !== undefined
    ? `${moneyWords[environment]} at ${at}`
    : environment === "LIVE"
      ? `Real money at ${title}`
      : terms === "paper"
        ? "Paper, without a broker’s rules"
        : `Paper, by ${possessive(title)} rules`
