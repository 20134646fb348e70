import { Context, type Effect, type Redacted, Schema } from "effect"
import { type BrokerId, type Environment } from "@tradetower/domain/connection"

/** What a trader gave for an account: a value for each field that its broker asks for. */
export type Credentials = Redacted.Redacted<Readonly<Record<string, string>>>

/** The broker read the key and turned it away. */
export class KeyRefused extends Schema.TaggedError<KeyRefused>()("KeyRefused", {
  /** Why, in words: the end of a sentence. */
  message: Schema.String
}) {}

/** The broker could not be asked. */
export class BrokerUnavailable extends Schema.TaggedError<BrokerUnavailable>()("BrokerUnavailable", {
  message: Schema.String,
  /** In how many ms it may be asked again, where that is known. */
  retryAfter: Schema.optionalKey(Schema.Int)
}) {}

/** What a broker tells of a key, asked without placing or changing anything. */
export interface KeyFound {
  readonly environment: Environment
  /** The broker's own number of the account. */
  readonly account: string
  readonly permissions: ReadonlyArray<string>
  /** Whether it may take money out; absent where the broker doesn't tell. */
  readonly mayWithdraw?: boolean
  /** Whether the account's own settings let it trade fractions of shares; absent where the broker doesn't tell. */
  readonly fractions?: boolean
  /** What its trader has to know of what it may do, in sentences; in place of what is said where the broker doesn't tell. */
  readonly caution?: string
  /** What else was found, and what won't work there and why: sentences. */
  readonly facts?: ReadonlyArray<string>
}

/** A broker as a trader connects to it. */
export interface Broker {
  readonly name: string
  /** Where its trader makes the key, and which rights that should have: sentences, the first step first. */
  readonly steps?: ReadonlyArray<string>
  /**
   * What it asks for, field by field, as a form shows it. `told`: it is no secret, and may be said again: an account's number.
   * `usual`: what it is for most, which a form begins with. `optional`: it may be left empty.
   */
  readonly secret: ReadonlyArray<{
    readonly name: string
    readonly title: string
    readonly help: string
    readonly told?: true
    readonly usual?: string
    readonly optional?: true
  }>
  /** Signs in and reads what the key is of. */
  readonly test: (
    environment: Environment,
    credentials: Credentials
  ) => Effect.Effect<KeyFound, KeyRefused | BrokerUnavailable>
}

/**
 * The brokers that ask for a key, the one place that says which fields it has and how it is tried; one that is not here
 * needs none. Fulfilled by what talks to them; by default there is none but ourselves, who need none.
 */
export const Brokers = Context.Reference<ReadonlyMap<BrokerId, Broker>>("@tradetower/platform/Brokers", {
  defaultValue: () => new Map()
})
