import { Effect, Redacted } from "effect"
import type { BrokerId, Environment } from "@tradetower/domain/connection"
import { type Broker, Brokers } from "@tradetower/platform"
import { CannotWork, Conflict, type ConnectionSecret } from "../../../contract/index.ts"
import { tryKey } from "./try-key.ts"

/** The most characters one value of a secret may have. */
const LONGEST = 10_000

/** Refuses what was given as an account's key. */
export const refuseKey = (message: string) =>
  new CannotWork({ detail: message, errors: [{ field: "secret", message }] })

const listed = (fields: Broker["secret"]): string => fields.map(({ name }) => name).join(", ")

/** What was given, field by field as the broker asks for it. */
const read = Effect.fnUntraced(function* ({ name, secret }: Broker, given: ConnectionSecret | undefined) {
  if (given === undefined) return yield* refuseKey(`${name} asks for ${listed(secret)}.`)
  const values = Object.fromEntries(Object.entries(given).map(([field, value]) => [field, Redacted.value(value)]))
  const missing = secret.filter(({ name: field, optional }) => optional !== true && (values[field] ?? "").trim() === "")
  if (missing.length > 0) return yield* refuseKey(`${name} also asks for ${listed(missing)}.`)
  // What was sent is never named: it may be a value in the wrong place.
  if (Object.keys(values).length > secret.length) return yield* refuseKey(`${name} asks for ${listed(secret)} only.`)
  if (Object.values(values).some((value) => value.length > LONGEST))
    return yield* refuseKey(`A key of ${name} has at most ${LONGEST} characters.`)
  return Redacted.make(values)
})

/** The key that was given for an account, once it was tried, and what it is of; undefined where its broker asks for none. */
export const givenKey = Effect.fnUntraced(function* (
  id: BrokerId,
  environment: Environment,
  given: ConnectionSecret | undefined
) {
  const broker = (yield* Brokers).get(id)
  if (broker === undefined) {
    if (given !== undefined) return yield* refuseKey("This account needs no key: leave it out.")
    return undefined
  }
  const credentials = yield* read(broker, given)
  const { account, facts, fractions, permissions, warning } = yield* tryKey(broker, environment, credentials).pipe(
    Effect.catchTags({
      KeyRefused: ({ message }) => Effect.fail(refuseKey(message)),
      BrokerUnavailable: ({ message }) => Effect.fail(new Conflict({ detail: message }))
    })
  )
  const found = [...facts, ...(warning === undefined ? [] : [warning])]
  return { credentials, of: { account, permissions, found, ...(fractions !== undefined && { fractions }) } }
})
