import { Clock, Deferred, Effect } from "effect"
import type { IBApi } from "@stoqey/ib/dist/api/api.js"
import { inTurn } from "../../../in-turn.ts"
import type { ExchangeUnavailable } from "../../../unavailable.ts"
import type { Urgency } from "../../../wire/request-pace.ts"
import { RequestWindow } from "../../../wire/request-window.ts"
import { TOO_FAST } from "./codes.ts"
import type { Gateway } from "./gateway.ts"
import { GatewayPatience } from "./gateway-patience.ts"
import {
  clientIdTaken,
  closed,
  garbled,
  notReached,
  notThere,
  portChanged,
  saysNothing,
  silent,
  tooOld,
  turnedAway
} from "./gateway-trouble.ts"
import { faultIn, noticeIn, readers, type Told } from "./words.ts"

/** 50 messages a second are too many: what is urgent has room beside what is not. */
const MESSAGES = { requests: 40, within: 1_000, kept: 15 } as const
/** The client's own limit, which cuts a second into tenths, is out of the way. */
const UNLIMITED = 10_000
/** A turn further away is not waited for, ms. */
const PATIENCE = 20_000

/** What was refused while it connects, by its code. */
/** The first version of a server that is understood: of 2023. */
const OLDEST = 177

const NOT_CONNECTED = 502
const CLIENT_ID_TAKEN = 326
const OLD = new Set([503, 506])
const UNREADABLE = 505
const PORT_CHANGED = 1300

/** One connection to a gateway, from when it let us in to when it is lost. There is no second life: another one is new. */
export interface Tws {
  readonly accounts: ReadonlyArray<string>
  /** Order numbers from here on are free, as far as the gateway knows. */
  readonly firstNumber: () => number
  readonly isUp: () => boolean
  /** Fails when it is lost, with why. */
  readonly lost: Effect.Effect<never, ExchangeUnavailable>
  /** Says something in its turn. What can't be said is not kept for later. */
  readonly say: (urgency: Urgency, what: (api: IBApi) => void) => Effect.Effect<void, ExchangeUnavailable>
  /** Hears all that is told from here on; ends with what it returns. */
  readonly hear: (listener: (told: Told) => void) => () => void
  /** A number for a request. */
  readonly request: () => number
  /** It is of no use any more. */
  readonly drop: (why: ExchangeUnavailable) => void
}

/** What was heard of a connection that was never made. */
const whyNot = (gateway: Gateway, text: string): ExchangeUnavailable =>
  text.includes("ECONNREFUSED") ? notThere(gateway) : notReached(gateway, /E[A-Z]{4,}/.exec(text)?.[0] ?? "no answer")

/** Connects to a gateway at an address that may be spoken to. `before`: it let us in before, with the same client id. */
export const openTws = Effect.fn("Ibkr.connect")(function* (
  gateway: Gateway,
  address: string,
  before: boolean
): Effect.fn.Return<Tws, ExchangeUnavailable> {
  // Read with the first of them: it takes a tenth of a second, and who has no gateway starts without it.
  const client = yield* Effect.promise(() => import("@stoqey/ib/dist/api/api.js"))
  const clock = yield* Clock.Clock
  const patience = yield* GatewayPatience
  const lost = yield* Deferred.make<never, ExchangeUnavailable>()
  const letIn = yield* Deferred.make<void>()
  const listeners = new Set<(told: Told) => void>()
  const pace = new RequestWindow(MESSAGES)
  let up = false
  let over = false
  let isHeard = false
  let heardAt = clock.currentTimeMillisUnsafe()
  let accounts: ReadonlyArray<string> = []
  let firstNumber = 0
  let requests = 1
  // A new one for each connection: what one could not say it would say after its next connection, an order too.
  const api = new client.IBApi({
    host: address,
    port: gateway.port,
    clientId: gateway.clientId,
    maxReqPerSec: UNLIMITED
  })

  const drop = (why: ExchangeUnavailable) => {
    if (over) return
    over = true
    up = false
    clearInterval(beating)
    Deferred.doneUnsafe(lost, Effect.fail(why))
    listeners.clear()
    api.disconnect()
  }
  const watched = () => {
    const quiet = clock.currentTimeMillisUnsafe() - heardAt
    if (quiet >= patience.quiet + patience.answers) drop(silent)
    else if (up && quiet >= patience.quiet - patience.answers) api.reqCurrentTime()
  }
  const beating = setInterval(watched, patience.answers)

  const fault = (told: Extract<Told, { _tag: "fault" }>) => {
    const { code, text } = told
    if (code === NOT_CONNECTED) drop(isHeard ? closed : whyNot(gateway, text))
    else if (OLD.has(code)) drop(tooOld)
    else if (code === CLIENT_ID_TAKEN) drop(clientIdTaken(gateway, before))
    else if (code === UNREADABLE) drop(garbled)
    else if (code === PORT_CHANGED) drop(portChanged)
    else if (code === TOO_FAST) pace.rest(clock.currentTimeMillisUnsafe(), MESSAGES.within)
  }
  const hear = (told: Told | undefined) => {
    if (over) return
    heardAt = clock.currentTimeMillisUnsafe()
    if (told === undefined) return drop(garbled)
    if (told._tag === "managedAccounts") accounts = told.accounts.split(",").filter((one) => one !== "")
    else if (told._tag === "nextValidId") {
      firstNumber = Math.max(firstNumber, told.number)
      up = true
      Deferred.doneUnsafe(letIn, Effect.void)
    } else if (told._tag === "fault") fault(told)
    for (const listener of listeners) listener(told)
  }

  api.on("server", (version) => {
    isHeard = true
    // Of earlier ones the client can't read orders that have ended.
    if (typeof version !== "number" || version < OLDEST) return drop(tooOld)
    api.controller.socket.client?.setNoDelay(true)
  })
  api.on("disconnected", () => drop(isHeard ? closed : turnedAway(gateway)))
  api.on("error", (...told) => hear(faultIn(told)))
  api.on("info", (...told) => hear(noticeIn(told)))
  for (const [name, read] of readers) api.on(name, (...told) => hear(read(told)))
  // What it can't decode it throws, out of the socket, into the process.
  const { controller } = api
  const decode = controller.processIngressQueue.bind(controller)
  controller.processIngressQueue = () => {
    try {
      decode()
    } catch {
      drop(garbled)
    }
  }
  api.connect()

  yield* Effect.raceFirst(Deferred.await(letIn), Deferred.await(lost)).pipe(
    Effect.timeoutOrElse({ duration: patience.letIn, orElse: () => Effect.fail(saysNothing(gateway)) }),
    Effect.tapError((error) => Effect.sync(() => drop(error))),
    Effect.onInterrupt(() => Effect.sync(() => drop(closed)))
  )

  return {
    accounts,
    firstNumber: () => firstNumber,
    isUp: () => up,
    lost: Deferred.await(lost),
    say: Effect.fnUntraced(function* (urgency, what) {
      yield* inTurn({ name: "IB Gateway", pace, patience: PATIENCE }, urgency)
      if (!up) return yield* Deferred.await(lost)
      what(api)
    }),
    hear: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    request: () => requests++,
    drop
  }
})
