import { Effect } from "effect"
import { type Blobs, Bus, type BusUnavailable, consume, type Store, type Telemetry } from "@tradetower/platform"
import { handleJob } from "./handle-job.ts"
import { BACKTESTS_AT_ONCE, Simulations } from "./simulations.ts"

/** Carries out one message of `backtest-jobs` or `sweep-jobs`. */
export const carryOutJob = consume("simulation", handleJob)

/**
 * Does the backtests and sweeps until interrupted: a part of its own, not a function, because a job works for longer
 * than a function may keep a session.
 */
export const runJobs: Effect.Effect<never, BusUnavailable, Bus | Store | Blobs | Telemetry> = Effect.gen(function* () {
  const bus = yield* Bus
  const from = (topic: "backtest-jobs" | "sweep-jobs", concurrency: number) =>
    bus.receive({ topic, subscription: "simulation" }, carryOutJob, { concurrency })
  return yield* Effect.raceFirst(from("backtest-jobs", BACKTESTS_AT_ONCE), from("sweep-jobs", 1))
}).pipe(Effect.provide(Simulations.layer))
