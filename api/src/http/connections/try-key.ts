import { Effect, Redacted } from "effect"
import type { Environment } from "@tradetower/domain/connection"
import { type Broker, BrokerUnavailable, type Credentials, KeyRefused } from "@tradetower/platform"

/**
 * A secret's value as a text may have it: whole or line by line, as a key in PEM is cut up by whoever repeats it, also escaped
 * as in JSON. Longer ones first: one that is part of another leaves nothing of that.
 */
const spellings = (values: ReadonlyArray<string>): ReadonlyArray<string> => {
  const parts = values.flatMap((value) => [value, ...value.split(/[\r\n]|\\[rn]/)])
  const all = new Set(parts.flatMap((part) => [part, JSON.stringify(part).slice(1, -1)]))
  return [...all].filter((text) => text.trim() !== "").toSorted((a, b) => b.length - a.length)
}

/** Of what was given what nobody may hear again. */
const hiddenOf = ({ secret }: Broker, credentials: Credentials): Credentials => {
  const told = new Set(secret.filter((field) => field.told === true).map(({ name }) => name))
  return Redacted.make(
    Object.fromEntries(Object.entries(Redacted.value(credentials)).filter(([name]) => !told.has(name)))
  )
}

/** A broker's words without anything of what it was asked with: it may have said it again. */
const scrubbed = (text: string, credentials: Credentials): string =>
  spellings(Object.values(Redacted.value(credentials))).reduce((clean, part) => clean.replaceAll(part, "…"), text)

const moneyOf = (environment: Environment): string => (environment === "LIVE" ? "real money" : "paper money")

/** Whoever gave a key sees within this time what came of it. */
const ANSWERED_WITHIN = "5 seconds"
const MINUTE = 60_000

/** `retryAfter`: ms, where it is known. */
const away = (name: string, why: string, retryAfter = MINUTE) => {
  const minutes = Math.ceil(retryAfter / MINUTE)
  const when = minutes <= 1 ? "a minute" : `${minutes} minutes`
  return Effect.fail(
    new BrokerUnavailable({ message: `${name} can't be asked just now: ${why}. Try again in ${when}.` })
  )
}

/** An account that a key is of, and what its trader has to know of it. */
export interface Tried {
  readonly account: string
  readonly permissions: ReadonlyArray<string>
  readonly warning?: string
  readonly fractions?: boolean
  /** What else was found, in sentences. */
  readonly facts: ReadonlyArray<string>
}

/**
 * Signs in with a key and looks what it is of. Refused: one that the broker turns away, one of the other kind of money,
 * one that may take money out. Nothing of the key is in what this says, logs or throws, whatever the broker does.
 */
export const tryKey = (
  broker: Broker,
  environment: Environment,
  credentials: Credentials
): Effect.Effect<Tried, KeyRefused | BrokerUnavailable> => {
  const { name, test } = broker
  const hidden = hiddenOf(broker, credentials)
  return test(environment, credentials).pipe(
    Effect.timeoutOrElse({
      duration: ANSWERED_WITHIN,
      orElse: () => Effect.fail(new BrokerUnavailable({ message: "it gave no answer within five seconds" }))
    }),
    Effect.catchTags({
      KeyRefused: ({ message }) =>
        Effect.fail(new KeyRefused({ message: `${name} turned the key away: ${scrubbed(message, hidden)}.` })),
      BrokerUnavailable: ({ message, retryAfter }) => away(name, scrubbed(message, hidden), retryAfter)
    }),
    // A defect of an adapter may hold what it was called with: it is told by its name alone.
    Effect.catchDefect(() => away(name, "it answered with what could not be read")),
    Effect.flatMap((found) => {
      const problem =
        found.environment !== environment
          ? `This key is of ${moneyOf(found.environment)}, and the account is to be of ${moneyOf(environment)}.`
          : found.mayWithdraw === true
            ? `This key may take money out. Make one at ${name} that may trade and not withdraw, and enter that.`
            : undefined
      if (problem !== undefined) return Effect.fail(new KeyRefused({ message: problem }))
      const tried: Tried = {
        account: scrubbed(found.account, hidden),
        permissions: found.permissions.map((one) => scrubbed(one, hidden)),
        ...(found.fractions !== undefined && { fractions: found.fractions }),
        facts: (found.facts ?? []).map((one) => scrubbed(one, hidden)),
        ...(found.mayWithdraw === undefined && {
          warning:
            found.caution === undefined
              ? `${name} doesn't say whether this key may take money out: make sure that it may not.`
              : scrubbed(found.caution, hidden)
        })
      }
      return Effect.succeed(tried)
    })
  )
}
