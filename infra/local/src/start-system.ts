import { Effect, Exit, Scope } from "effect"
import { type System, system, type SystemOptions } from "./system.ts"

/** The running system, for callers that speak promises. */
export interface RunningSystem extends System {
  /** Ends everything, cleanly. */
  readonly stop: () => Promise<void>
}

/**
 * Starts the whole system in this process; rejects with `DataFolderError` or `NoPort`, having started nothing.
 *
 * @example
 * const { url, stop } = await startSystem({ folder, market: { kind: "SIMULATED", seed: 1 } })
 */
export const startSystem = async (options: SystemOptions): Promise<RunningSystem> => {
  const scope = Scope.makeUnsafe()
  const stop = () => Effect.runPromise(Scope.close(scope, Exit.void))
  try {
    const running = await Effect.runPromise(Scope.provide(system(options), scope))
    return { ...running, stop }
  } catch (cause) {
    await stop()
    throw cause
  }
}
