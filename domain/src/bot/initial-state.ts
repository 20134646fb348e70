import { openLedger } from "../ledger/ledger.ts"
import { asPrice } from "../number/exact.ts"
import { runShort } from "../order/client-order-id.ts"
import type { RunConfig } from "./run-config.ts"
import type { Part, RunState, Settings } from "./state.ts"
import { freshUnrest } from "./unrest.ts"

/** The state of a run before its first event. */
export const initialState = <S extends Settings, P extends Part>(config: RunConfig<S, P>): RunState<S, P> => ({
  settings: config.settings,
  short: runShort(config.runId),
  life: "INITIALIZING",
  since: 0,
  reason: "Not started yet.",
  before: undefined,
  holds: [],
  roomAt: 0,
  at: 0,
  price: asPrice(0),
  startPrice: asPrice(0),
  mark: { price: asPrice(0), at: 0 },
  needsPrice: false,
  entered: false,
  start: { reference: asPrice(0), triggered: false, cause: "", indicators: undefined },
  sequence: 1,
  orders: new Map(),
  past: [],
  reserved: 0,
  reservedSells: 0,
  investment: 0n,
  ledger: openLedger(),
  fills: 0,
  roundTrips: 0,
  exit: { peak: asPrice(0), armed: false, peakGain: 0n },
  stop: { current: undefined, next: undefined },
  settlements: [],
  pump: [],
  closing: undefined,
  funds: undefined,
  taking: undefined,
  trouble: { strikes: 0, lastAt: 0, retryAt: 0, lost: [] },
  unrest: freshUnrest(),
  wake: {},
  work: config.strategy.fresh(config.anchor)
})
