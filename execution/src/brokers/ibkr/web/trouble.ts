import { Option, Schema } from "effect"
import { ExchangeUnavailable } from "../../../unavailable.ts"
import type { Answered } from "@tradetower/platform/wire/ask"
import { answersOf } from "../../answers-of.ts"
import { ErrorAnswer } from "./answers.ts"

/** What keeps Interactive Brokers from being asked, in words. */

const trouble = (message: string, cause: "MAINTENANCE" | "SIGNED_OUT", retryAfter?: number) =>
  new ExchangeUnavailable({ message, retryable: true, cause, ...(retryAfter !== undefined && { retryAfter }) })

export const { readable, there, unreadable, unreached } = answersOf("Interactive Brokers")

export const resting = trouble(
  "Interactive Brokers has trouble of its own at the moment, as during its reset each night and on Saturdays",
  "MAINTENANCE",
  5_000
)
export const signedOut = trouble("Interactive Brokers ended the session: it is begun anew", "SIGNED_OUT")

/** The key was turned away where it may be the nightly reset: asked again, but not often, ms. */
export const notLetIn = trouble(
  "Interactive Brokers does not let the key in: during its nightly reset that passes, and a new key is active from the next one on",
  "SIGNED_OUT",
  60_000
)

/** Nothing but another key helps. */
export const refusedKey = (message: string): ExchangeUnavailable =>
  new ExchangeUnavailable({ message, retryable: false, cause: "REVOKED", needsUser: true })

/** Somebody else is signed in with the same username, and there is one session: it is not taken back by itself. */
export const signedInElsewhere = new ExchangeUnavailable({
  message:
    "this username is signed in elsewhere, and Interactive Brokers allows one session: sign out there (TWS, the app, the website), then enter the key again. A second username for TradingTower alone is free",
  retryable: false,
  cause: "COMPETING",
  needsUser: true
})

const readError = Schema.decodeUnknownOption(ErrorAnswer)

/** The error that an answer names. */
export const errorIn = ({ body }: Pick<Answered, "body">): string | undefined =>
  Option.getOrUndefined(Option.map(Option.flatMap(body, readError), ({ error }) => error))
