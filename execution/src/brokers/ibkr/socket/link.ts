import { Clock, Effect, type Scope, Semaphore } from "effect"
import type { Environment } from "@tradetower/domain/connection"
import type { ExchangeUnavailable } from "../../../unavailable.ts"
import { addressOf } from "./gateway-address.ts"
import { type Gateway } from "./gateway.ts"
import { accountDiffers, blind, closed, over } from "./gateway-trouble.ts"
import { openTws, type Tws } from "./tws.ts"

/** A gateway that did not let us in is not asked again before, ms. */
const PAUSE = 500
/** How long a client id may be taken by what we were before ourselves, ms. */
const OURSELVES = 60_000

/** The gateway lost its own connection to the broker, and has it again: with what it missed, or without. */
const LOST = new Set([1100, 2110])
const RESTORED = new Set([1101, 1102])

/** One tenant's way to a gateway: connected anew whenever it is needed and gone. */
export interface Link {
  readonly gateway: Gateway
  readonly account: string
  readonly isPaper: boolean
  /** The connection there is; made where there is none. */
  readonly connected: Effect.Effect<Tws, ExchangeUnavailable>
  /** The same, where the gateway itself has a connection to the broker: what it says of orders is how they stand. */
  readonly ready: Effect.Effect<Tws, ExchangeUnavailable>
  /** Whether the gateway has a connection to the broker, as far as is known. */
  readonly sees: () => boolean
  /** Counts its connections, and how often the gateway was blind: what was listed before is old. */
  readonly epoch: () => number
}

/** Which account a connection is of, or why it is of none that is wanted. */
const accountOf = (
  { account }: Gateway,
  { accounts }: Tws,
  expected: { readonly environment?: Environment; readonly account?: string | undefined }
): string | ExchangeUnavailable => {
  const all = accounts.slice(0, 20).join(", ")
  const wanted = expected.account ?? account
  if (wanted === undefined && accounts.length > 1)
    return accountDiffers(`this login has several accounts (${all}): enter which of them`)
  const own = wanted ?? accounts[0] ?? ""
  if (!accounts.includes(own)) return accountDiffers(`this login has no account ${own}: it has ${all}`)
  const isPaper = own.startsWith("D")
  return expected.environment !== undefined && isPaper !== (expected.environment === "PAPER")
    ? accountDiffers(`account ${own} is one of ${isPaper ? "paper" : "real"} money, which this connection is not`)
    : own
}

/** The way to a gateway, until the scope closes. `opened`: of each connection, before anything of it is heard. */
export const gatewayLink = Effect.fn("Ibkr.link")(function* (
  gateway: Gateway,
  expected: { readonly environment?: Environment; readonly account?: string | undefined },
  opened: (tws: Tws, account: string) => void
): Effect.fn.Return<Link, ExchangeUnavailable, Scope.Scope> {
  const one = Semaphore.makeUnsafe(1)
  let tws: Tws | undefined
  let account = ""
  let epoch = 0
  let sees = true
  let upUntil: number | undefined
  let refused: { readonly error: ExchangeUnavailable; readonly until: number } | undefined

  const connect = Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    if (tws?.isUp() === true) return tws
    if (tws !== undefined) upUntil = now
    tws = undefined
    if (refused !== undefined && (now < refused.until || !refused.error.retryable)) return yield* refused.error
    const address = yield* addressOf(gateway.host)
    const again = upUntil !== undefined && now - upUntil < OURSELVES
    const made = yield* openTws(gateway, address, again)
    const found = accountOf(gateway, made, expected)
    if (typeof found !== "string") {
      made.drop(found)
      return yield* found
    }
    account = found
    sees = true
    epoch++
    made.hear((told) => {
      if (told._tag !== "fault") return
      if (LOST.has(told.code)) sees = false
      else if (RESTORED.has(told.code)) sees = true
      if (LOST.has(told.code) || RESTORED.has(told.code)) epoch++
    })
    opened(made, account)
    tws = made
    return made
  }).pipe(
    Effect.tapError((error) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        refused = { error, until: now + PAUSE }
      })
    )
  )

  const connected = Effect.suspend(() => (tws?.isUp() === true ? Effect.succeed(tws) : one.withPermits(1)(connect)))
  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      refused = { error: over, until: Infinity }
      tws?.drop(closed)
    })
  )
  yield* connected
  return {
    gateway,
    account,
    isPaper: account.startsWith("D"),
    connected,
    ready: Effect.flatMap(connected, (made) => (sees ? Effect.succeed(made) : Effect.fail(blind))),
    sees: () => sees,
    epoch: () => epoch
  }
})
