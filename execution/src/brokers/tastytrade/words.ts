import { ExchangeUnavailable } from "../../unavailable.ts"
import { answersOf } from "../answers-of.ts"

export const { maintenance, readable, there, unreadable, unreached } = answersOf("tastytrade")

/** What every request says of who asks: without a name and a version it is turned away unread. */
export const USER_AGENT = { "user-agent": "TradingTower/0.2.0" }

/** The grant is no good any more. */
export const keyRefused = new ExchangeUnavailable({
  message:
    "tastytrade does not take the grant any more: it was revoked, or is of the other kind of money. Make a new one there",
  retryable: false,
  cause: "REVOKED",
  needsUser: true
})

/** A token was turned away that had not run out. */
export const signedOut = new ExchangeUnavailable({
  message: "tastytrade ended the session: TradingTower signs in again",
  retryable: true,
  cause: "SIGNED_OUT"
})

/** So many sign-ins failed here that one more could have this address locked out. */
export const signInsRest = (wait: number): ExchangeUnavailable =>
  new ExchangeUnavailable({
    message: "tastytrade turned away so many sign-ins from here that no new account is signed in for a while",
    retryable: true,
    retryAfter: Math.ceil(wait),
    cause: "LIMITED"
  })
